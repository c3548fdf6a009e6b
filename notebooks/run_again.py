"""Run notebooks from top to bottom and keep their outputs, light enough to be committed.

    python notebooks/run_again.py notebooks/what_if/*.ipynb

What would differ from run to run without a reason (times, ids) is left out, and pictures are
kept in 128 colours. Read the text beside the outputs afterwards: it quotes figures of the run.
"""

import base64
import io
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

N_COLOURS = 128


def lighter(picture: str) -> str:
    """Return a PNG (base64) in fewer colours."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(picture))) as whole:
        whole.convert("RGB").quantize(N_COLOURS, dither=Image.Dither.NONE).save(
            made, "PNG", optimize=True
        )
    return base64.b64encode(made.getvalue()).decode()


def run_again(file: Path) -> None:
    """Execute a notebook in its own folder, and write it back."""
    notebook = nbformat.read(file, 4)
    about = nbformat.from_dict(dict(notebook.metadata))
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": file.parent}}).execute()
    notebook.metadata = about
    for place, cell in enumerate(notebook.cells):
        cell["id"], cell["metadata"] = f"cell-{place:02d}", {}
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = lighter(data["image/png"])
    nbformat.write(notebook, file)
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        run_again(Path(name))
