package main

import "context"

func gradeFiles(ctx context.Context, s *setup, o options) error { return nil }
