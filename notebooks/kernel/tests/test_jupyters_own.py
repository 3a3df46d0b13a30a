"""The Jupyter project's own tests for kernels: all that evcxr can be asked."""

import pytest

kernel_tests = pytest.importorskip("jupyter_kernel_test")
pytestmark = pytest.mark.alone  # it waits 15 seconds for an answer, and no longer


@pytest.fixture(autouse=True, scope="module")
def _on_jupyters_path(kernel_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(kernel_folder))
        yield


class TestRust(kernel_tests.KernelTests):
    kernel_name = "rust-front"
    language_name = "Rust"
    file_extension = ".rs"
    code_hello_world = 'println!("hello, world");'
    code_stderr = 'eprintln!("careful");'
    code_page_something = None  # evcxr has no pager
    completion_samples = ({"text": "notebook_front::show_l", "matches": ["show_live(content)"]},)
    complete_code_samples = ("let a = 1;", "fn f() {}", "1 + 1")
    incomplete_code_samples = ("fn f() {", "let a = ", "vec![1,")
    invalid_code_samples = ("let a = );", "fn f( }")
    code_generate_error = "None::<u8>.unwrap();"
    code_inspect_sample = "String::from_utf8"
    code_execute_result = ({"code": "6 * 7", "result": "42"},)
    code_display_data = (
        {
            "code": 'notebook_front::display(&notebook_front::Content::html("<b>b</b>"));',
            "mime": "text/html",
        },
    )
    code_history_pattern = "6*7*"
    supported_history_operations = ("tail", "range", "search")
    code_clear_output = "notebook_front::clear_output(false);"


del kernel_tests
