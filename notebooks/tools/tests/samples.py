"""A small chapter that keeps every rule, and ways to break one of them."""

import functools
import operator

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

KERNELSPEC = {"name": "rust-vae", "display_name": "Rust (VAE)", "language": "rust"}

TITLE = """# A sample chapter

You will see one number, and trust it.

| | |
|---|---|
| **Objectives** | see a number |
| **Prerequisites** | none |
| **Thesis sections** | 1 |
| **Time and memory** | 1 minute, 1 GB |
| **Previous / next** | – / – |
"""
QUESTION = """## The number

How large is $a = 1 + 1$?

### Predict

<details>
<summary>Answer</summary>

$$a = 2$$

</details>
"""
SETUP = "use std::collections::HashMap;"
NUMBER = "let a = 1 + 1;\na"
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FIGURE = f'<figure><img alt="A dot" src="{PIXEL}"><figcaption>A dot.</figcaption></figure>'
SHOW = f"""let dot = [
{chr(10).join(f'    "{PIXEL[i : i + 60]}",' for i in range(0, len(PIXEL), 60))}
].concat();
let figure = format!(
    "<figure><img alt='A dot' src='{{dot}}'><figcaption>A dot.</figcaption></figure>");
println!("EVCXR_BEGIN_CONTENT text/html\\n{{figure}}\\nEVCXR_END_CONTENT");"""


def text(source):
    return new_markdown_cell(source)


def code(source, *outputs, tags=()):
    cell = new_code_cell(source, outputs=list(outputs))
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def html(source):
    return new_output("execute_result", data={"text/html": source}, metadata={})


def value(shown):
    return new_output("execute_result", data={"text/plain": shown}, metadata={})


def printed(line, name="stdout"):
    return new_output("stream", name=name, text=line)


def of_cells(*cells):
    """A notebook of just these cells."""
    made = new_notebook(cells=list(cells))
    made.metadata["kernelspec"] = dict(KERNELSPEC)
    return made


def notebook(*more):
    """The good chapter, with more cells at its end."""
    cells = [text(TITLE), code(SETUP), text(QUESTION), code(NUMBER), code(SHOW)]
    return of_cells(*cells, *more)


def save(made, folder, name="00-sample.ipynb"):
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path


CHECK = """let answer_{n}: Option<i64> = None; // replace None by Some(number)

match answer_{n} {{
    None => println!("Exercise {n} waits for your answer."),
    Some(4) => println!("Right: four."),
    Some(mine) => println!("{{mine}} is not it."),
}};"""
FUNCTION = """fn halved_{n}(x: f64) -> Option<f64> {{
    let _ = x; // your code
    None
}}

match halved_{n}(3.0) {{
    None => println!("Exercise {n} waits for your code."),
    Some(half) if half == 1.5 => println!("Right."),
    Some(half) => println!("{{half}} is not it."),
}};"""


def exercise(number, solution, check=CHECK, hint="Count."):
    """The cells of an exercise."""
    hint = hint and f"<details><summary>Hint</summary>\n\n{hint}\n\n</details>"
    folded = f"<details><summary>Solution</summary>\n\n{solution}\n\n</details>"
    return [
        text(f"### Exercise {number}: a sum (1 minute)\n\nWhat is 2 + 2?"),
        code(check.format(n=number)),
        text(f"{hint}\n{folded}"),
    ]


def with_exercises(*exercises):
    """The good chapter with these exercises below it."""
    return notebook(text("## Exercises"), *functools.reduce(operator.iadd, exercises, []))
