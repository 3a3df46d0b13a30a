"""A widget's page under the hand: opened, dragged, read."""

import json
import time

SHOW = 'println!("EVCXR_BEGIN_CONTENT text/html\\n{{}}\\nEVCXR_END_CONTENT", \
std::fs::read_to_string({path}).unwrap());'


def piece(file):
    """The widget itself, without the page around it."""
    return file.read_text().split("<body>")[1].rsplit("</body>")[0]


def shown(file, folder):
    """The source of a cell that shows the widget of a page, by a copy in `folder`."""
    copy = folder / file.name
    copy.write_text(piece(file))
    return SHOW.format(path=json.dumps(str(copy)))


def alone(page):
    """The page without a network."""
    page.context.set_offline(True)
    page.set_viewport_size({"width": 1000, "height": 1200})
    return page


def visit(page, file, address=""):
    """Open a page from disk; returns what it asked for and what it complained of."""
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri() + address)
    page.wait_for_selector(".vae-widget.live")
    # A frame's script may speak before the browser tells of the frame's address.
    wait(page, lambda: len(frames(page)) == page.locator(".vae-widget iframe").count())
    return asked, said


def opened(page, file, address=""):
    """The frame of a widget's page."""
    visit(page, file, address)
    return frames(page)[0]


def frames(page):
    return [frame for frame in page.frames if frame.url == "about:srcdoc"]


def state(page, number=0):
    return json.loads(page.locator(".vae-widget").nth(number).get_attribute("data-state"))


def settled(page, number=0):
    """The state once the hand rests and what it drew has been told."""
    page.wait_for_timeout(150)
    frame = frames(page)[number]
    wait(page, lambda: frame.evaluate("page.told") == told(page, number))
    return state(page, number)


def told(page, number):
    return page.locator(".vae-widget").nth(number).get_attribute("data-state")


def wait(page, ready, seconds=60):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"not ready within {seconds} s"
        page.wait_for_timeout(50)


def set_state(page, values):
    page.eval_on_selector(
        ".vae-widget", "(box, text) => { box.dataset.state = text }", json.dumps(values)
    )
    settled(page)


def grey(frame, picture):
    """The pixels on a canvas, 0 to 255."""
    return channels(frame, picture)[0]


def channels(frame, picture):
    """Red, green and blue of the pixels on a canvas, 0 to 255."""
    numbers = frame.locator(picture).first.evaluate(
        "canvas => [...canvas.getContext('2d')"
        ".getImageData(0, 0, canvas.width, canvas.height).data]"
    )
    return [numbers[channel::4] for channel in range(3)]


def worst(rows, others):
    return max(abs(a - b) for row, other in zip(rows, others) for a, b in zip(row, other))


def place(frame, at):
    """Where a point of the plane lies on the screen."""
    box = frame.locator(".plane").first.bounding_box()
    x, y = frame.evaluate("at => page.widget.plane.toPage(at)", at)
    return box["x"] + x, box["y"] + y


def drag(page, *points):
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=5)
    page.mouse.up()
