# Makes nbgrader work on Go notebooks. It lies in the course's folder, beside
# source/, where go run ./notebooks -teacher writes it.
import json

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat.v4 import new_output
from nbgrader.preprocessors import (
    AssignLatePenalties, CheckCellMetadata, ClearOutput, DeduplicateIds, Execute,
    IgnorePattern, LimitOutput, NbGraderPreprocessor, OverwriteCells,
    OverwriteKernelspec, SaveAutoGrades)

c = get_config()  # noqa: F821

# nbgrader has no stub for Go. A comment compiles wherever a solution stood: the
# answer is a named result of the function around it.
c.ClearSolutions.code_stub = {"go": "// YOUR CODE HERE"}

# A cell is compiled, linked and run; the first one of a cold machine takes long.
c.Execute.startup_timeout = 120
c.Execute.timeout = 120
# The kernel ends a cell by a message; the cells behind it are still run.
c.Execute.interrupt_on_timeout = True

# A failing check is an error without anything on stderr; nbgrader takes any
# stderr output of a graded cell for a failure, and no cell here writes any.


class GoOverwriteCells(OverwriteCells):
    """Puts deleted checks back at the notebook's end. nbgrader's own way stops
    where the cell before one was deleted too, and comments in Python's syntax."""

    add_missing_cells = True

    def missing_cell_transform(self, *args, **kwargs):
        cell = super().missing_cell_transform(*args, **kwargs)
        if cell.cell_type == "code":
            cell.source = cell.source.replace("# ", "// ", 1)
        return cell

    def add_missing_grade_cells(self, nb, resources):
        known = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        source = {cell.name: cell for cell in known.source_cells}
        solutions = {cell.name for cell in known.solution_cells}
        there = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells}
        for grade in known.grade_cells:
            if grade.name not in there:
                nb.cells.append(self.missing_cell_transform(
                    source[grade.name], grade.max_score, is_solution=grade.name in solutions))
        return nb, resources


class PartialCredit(NbGraderPreprocessor):
    """Takes a check's verdict for the score: nbgrader reads partial credit from
    a cell's result, and the Go kernel knows no results, only what is shown."""

    score = "text/vnd.netlab.score"

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type != "code" or not cell.metadata.get("nbgrader", {}).get("grade"):
            return cell, resources
        credits = []
        for output in cell.outputs:
            data = output.get("data", {})
            if self.score in data:
                credits.append(float(json.loads(data.pop(self.score))["credit"]))
        if credits:
            points = float(cell.metadata.nbgrader["points"])
            checks = max(len(credits), cell.source.count("exercise.Check(") + cell.source.count("exercise.Packet("))
            score = points * min(max(sum(credits) / checks, 0.0), 1.0)
            cell.outputs.insert(0, new_output(
                "execute_result", {"text/plain": f"{score:.6g}"}, execution_count=cell.execution_count))
        return cell, resources


c.Autograde.sanitize_preprocessors = [
    ClearOutput, DeduplicateIds, OverwriteKernelspec, GoOverwriteCells, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [
    Execute, PartialCredit, IgnorePattern, ClearMetadataPreprocessor,
    LimitOutput, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata]
