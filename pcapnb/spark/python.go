package spark

import (
	"errors"
	"os"
	"os/exec"
)

// ErrMissing is the error where there is no PySpark or no Java to run it.
var ErrMissing = errors.New("spark: no PySpark here: name a Python that has it in NETLAB_PYTHON, or Spark's folder in SPARK_HOME, " +
	"or pip install " + Pinned + " (300 MB) and Java 17")

// Pinned is the PySpark that this package is tested with.
const Pinned = "pyspark==3.5.6"

// Check returns nil where there is a PySpark and a Java to run it, or an error that says what is missing.
func Check() error {
	if _, err := exec.LookPath("java"); err != nil && os.Getenv("JAVA_HOME") == "" {
		return errors.New("spark: no Java here: install Java 17, or name its folder in JAVA_HOME")
	}
	_, err := findPython()
	return err
}

// findPython returns a Python that has PySpark: that of NETLAB_PYTHON, or the first on the path.
func findPython() (string, error) {
	names := []string{os.Getenv("NETLAB_PYTHON")}
	if names[0] == "" {
		names = []string{"python3", "python"}
	}
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err == nil && (os.Getenv("SPARK_HOME") != "" || exec.Command(path, "-c", "import pyspark").Run() == nil) {
			return path, nil
		}
	}
	return "", ErrMissing
}
