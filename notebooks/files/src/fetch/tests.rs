//! A server on loopback that misbehaves in every way we could think of.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};

use super::*;

const SILENCE: Duration = Duration::from_millis(800);

/// A server that answers each request by the next of its answers, and the last one for ever.
struct Server {
    address: &'static str,
    requests: Arc<Mutex<Vec<String>>>,
}

type Answer = Box<dyn Fn(&mut TcpStream, &str) + Send + Sync>;

impl Server {
    fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = requests.clone();
        let answers = Arc::new(answers);
        std::thread::spawn(move || {
            for (index, stream) in listener.incoming().enumerate() {
                let mut stream = stream.unwrap();
                let request = read_request(&stream);
                log.lock().unwrap().push(request.clone());
                let answers = answers.clone();
                let answer = index.min(answers.len() - 1);
                std::thread::spawn(move || answers[answer](&mut stream, &request));
            }
        });
        Self { address: address.leak(), requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn read_request(stream: &TcpStream) -> String {
    let lines = BufReader::new(stream).lines().map_while(|line| line.ok());
    let lines: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    lines.join("\n").to_lowercase()
}

/// The contents of the test's file: 5,000 labels in IDX, not compressed.
fn contents() -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 1, 0, 0, 0x13, 0x88];
    bytes.extend((0..5000u32).map(|i| (i * i % 251) as u8));
    bytes
}

/// A published file on these mirrors.
fn published(mirrors: &[&Server]) -> &'static DataFile {
    published_up_to(6000, mirrors)
}

/// The same, of at most so many bytes.
fn published_up_to(max_bytes: u64, mirrors: &[&Server]) -> &'static DataFile {
    let mirrors: Vec<&'static str> = mirrors.iter().map(|server| server.address).collect();
    let sha256 = format!("{:x}", Sha256::digest(contents()));
    let file = DataFile::labels("labels-ubyte", sha256.leak(), mirrors.leak(), max_bytes);
    Box::leak(Box::new(file))
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}

/// Answers as a good server does, with the part of the file that was asked for.
fn good() -> Answer {
    Box::new(|stream, request| {
        let bytes = contents();
        let total = bytes.len();
        let range = request.split("range: bytes=").nth(1);
        match range.and_then(|range| range.split('-').next()?.parse::<usize>().ok()) {
            None => send(stream, &format!("200 OK\r\nContent-Length: {total}"), &bytes),
            Some(start) => {
                let last = total - 1;
                let rest = total - start;
                let head = format!(
                    "206 Partial Content\r\nContent-Length: {rest}\r\n\
                     Content-Range: bytes {start}-{last}/{total}"
                );
                send(stream, &head, &bytes[start..]);
            }
        }
    })
}

fn says(head: &'static str, body: &'static [u8]) -> Answer {
    Box::new(move |stream, _| send(stream, head, body))
}

/// Sends the beginning of the file, then `after`.
fn half(after: impl Fn() + Send + Sync + 'static) -> Answer {
    Box::new(move |stream, _| {
        send(stream, "200 OK\r\nContent-Length: 5008", &contents()[..2000]);
        after();
    })
}

/// Fetches into a new folder; gives the outcome, the folder, and what was reported.
fn run(file: &'static DataFile) -> (Result<()>, tempfile::TempDir, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let mut events = Vec::new();
    let outcome = fetch_file(file, dir.path(), SILENCE, &mut |event| {
        events.push(format!("{event:?}"));
    });
    (outcome, dir, events)
}

fn assert_fetched(file: &'static DataFile) {
    let (outcome, dir, events) = run(file);
    outcome.unwrap();
    assert_eq!(fs::read(dir.path().join(file.name)).unwrap(), contents());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left");
    assert!(events.last().unwrap().starts_with("Done"));
}

/// The message of a download that must fail and leave nothing under the final name.
fn refused(answer: Answer) -> String {
    let file = published(&[&Server::start(vec![answer])]);
    let (outcome, dir, _) = run(file);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    outcome.unwrap_err().to_string()
}

#[test]
fn a_good_server_is_asked_once() {
    let server = Server::start(vec![good()]);
    let file = published(&[&server]);
    let dir = tempfile::tempdir().unwrap();
    let mut last = String::new();
    for expected in ["Done", "Intact"] {
        fetch_file(file, dir.path(), SILENCE, &mut |event| last = format!("{event:?}")).unwrap();
        assert!(last.starts_with(expected), "{last}");
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    for private in ["cookie", "referer", "authorization", "from:"] {
        assert!(!requests[0].contains(private));
    }
}

#[test]
fn a_download_that_breaks_off_is_resumed() {
    let server = Server::start(vec![half(|| ()), good()]);
    assert_fetched(published(&[&server]));
    assert!(server.requests()[1].contains("range: bytes=2000-"));
}

#[test]
fn a_stalled_download_is_resumed() {
    let stall = || std::thread::sleep(3 * SILENCE);
    let server = Server::start(vec![half(stall), good()]);
    assert_fetched(published(&[&server]));
}

#[test]
fn a_server_that_cannot_resume_starts_over() {
    let whole: Answer = Box::new(|stream, _| {
        send(stream, "200 OK\r\nContent-Length: 5008", &contents());
    });
    assert_fetched(published(&[&Server::start(vec![half(|| ()), whole])]));
}

#[test]
fn the_next_mirror_helps_out() {
    let silent: Answer = Box::new(|_, _| std::thread::sleep(3 * SILENCE));
    let bad = [
        says("403 Forbidden\r\nContent-Length: 2", b"no"),
        says("200 OK\r\nContent-Length: 5", b"wrong"),
        says("200 OK\r\nContent-Type: text/html\r\nContent-Length: 6", b"<html>"),
        silent,
    ];
    for answer in bad {
        let servers = [Server::start(vec![answer]), Server::start(vec![good()])];
        assert_fetched(published(&[&servers[0], &servers[1]]));
    }
}

#[test]
fn a_later_run_resumes_what_an_earlier_one_left() {
    let server = Server::start(vec![good()]);
    let file = published(&[&server]);
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("labels-ubyte.part"), &contents()[..3000]).unwrap();
    fetch_file(file, dir.path(), SILENCE, &mut |_| ()).unwrap();
    assert!(server.requests()[0].contains("range: bytes=3000-"));
    assert!(FileStatus::of(file, dir.path()).state.is_intact());
}

#[test]
fn a_stale_or_overlong_part_is_thrown_away() {
    let beyond = || says("416 Range Not Satisfiable\r\nContent-Length: 0", b"");
    for (part, answers) in [(vec![9; 3000], vec![good()]), (vec![9; 5500], vec![beyond(), good()])]
    {
        let file = published(&[&Server::start(answers)]);
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("labels-ubyte.part"), part).unwrap();
        fetch_file(file, dir.path(), SILENCE, &mut |_| ()).unwrap();
        assert!(FileStatus::of(file, dir.path()).state.is_intact());
    }
}

#[test]
fn wrong_answers_are_refused_by_name() {
    let message = refused(says("403 Forbidden\r\nContent-Length: 2", b"no"));
    assert!(message.contains("403 Forbidden") && message.contains("labels-ubyte"), "{message}");

    let page = says("200 OK\r\nContent-Type: text/html\r\nContent-Length: 6", b"<html>");
    let redirect: Answer =
        Box::new(move |stream, request| match request.starts_with("get /login") {
            true => page(stream, request),
            false => send(stream, "302 Found\r\nLocation: /login\r\nContent-Length: 0", b""),
        });
    assert!(refused(redirect).contains("web page"));

    let message = refused(says("200 OK\r\nContent-Length: 11", b"\0\0\x08\x01\0\0\0\x03abc"));
    assert!(message.contains("SHA-256"), "{message}");

    assert!(refused(says("200 OK\r\nContent-Length: 99999999", b"")).contains("99999999"));
    assert!(refused(says("garbage", b"")).contains("cannot download"));
}

#[test]
fn a_file_may_be_as_large_as_was_said_and_no_larger() {
    let size = contents().len() as u64;
    let server = || Server::start(vec![good()]);
    assert_fetched(published_up_to(size, &[&server()]));
    let error = run(published_up_to(size - 1, &[&server()])).0.unwrap_err().to_string();
    assert!(error.contains("offers 5008 bytes, more than the 5007 it can be"), "{error}");
}

/// Another process may have removed the part in the meantime; all else is an error.
#[test]
fn a_part_that_cannot_be_removed_is_named() {
    let file = published(&[&Server::start(vec![good()])]);
    let dir = tempfile::tempdir().unwrap();
    let mut part = Part::open(file, dir.path(), &mut |_| ()).unwrap();
    part.discard().unwrap();
    part.discard().unwrap();
    part.path = dir.path().to_path_buf();
    let error = part.discard().unwrap_err().to_string();
    assert!(error.contains("cannot remove"), "{error}");
}

#[test]
fn an_endless_answer_is_cut() {
    let endless: Answer = Box::new(|stream, _| {
        send(stream, "200 OK", b"");
        while stream.write_all(&[7; 4096]).is_ok() {}
    });
    assert!(refused(endless).contains("more bytes than"));
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let server = Server::start(vec![good()]);
    let file = published(&[&server]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(file.name);
    fs::write(&path, b"somebody's own").unwrap();
    let error = fetch_file(file, dir.path(), SILENCE, &mut |_| ()).unwrap_err().to_string();
    assert!(error.contains("move it away"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"somebody's own");
    assert!(server.requests().is_empty());
    fs::remove_file(&path).unwrap();
    fetch_file(file, dir.path(), SILENCE, &mut |_| ()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), contents());
}

#[test]
fn two_at_once_download_once() {
    let slow: Answer = Box::new(|stream, request| {
        std::thread::sleep(SILENCE / 3);
        good()(stream, request);
    });
    let server = Server::start(vec![slow]);
    let file = published(&[&server]);
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| fetch_file(file, dir.path(), 9 * SILENCE, &mut |_| ()).unwrap());
        }
    });
    assert_eq!(server.requests().len(), 1);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

/// Each of several holds the part, gives it the final name and begins anew: none may ever hold a
/// file that has its name already, to write into it or to rename what is another's.
#[test]
fn what_is_locked_is_the_part_and_not_the_file_it_became() {
    let file = published(&[&Server::start(vec![good()])]);
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..2_000 {
                    let part = Part::open(file, dir.path(), &mut |_| ()).unwrap();
                    assert!(is_at(&part.bytes, &part.path));
                    fs::rename(&part.path, &part.target).unwrap();
                }
            });
        }
    });
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let server = Server::start(vec![good()]);
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("file");
    fs::write(&blocked, b"").unwrap();
    let error = fetch_file(published(&[&server]), &blocked, SILENCE, &mut |_| ()).unwrap_err();
    assert!(error.to_string().contains("cannot create"), "{error}");
}

/// A reader presses stop while a server is silent. The test runs itself again as a process that has
/// a reader.
#[test]
fn stop_ends_a_download_whose_server_is_silent() {
    let (variable, name) = ("VAE_FILES_STOPPED_IN", "stop_ends_a_download_whose_server_is_silent");
    if let Some(dir) = std::env::var_os(variable) {
        return download_until_stopped(Path::new(&dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args([&format!("fetch::tests::{name}"), "--exact"])
        .env(notebook_front::VARIABLE, dir.path())
        .env(variable, dir.path())
        .spawn()
        .unwrap();
    let part = dir.path().join("labels-ubyte.part");
    while fs::metadata(&part).map_or(0, |metadata| metadata.len()) < 2000 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before the server was silent");
        std::thread::sleep(Duration::from_millis(10));
    }
    fs::write(dir.path().join("interrupt"), b"").unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(fs::read(&part).unwrap(), contents()[..2000], "the next call goes on from here");
}

fn download_until_stopped(dir: &Path) {
    let silence = Duration::from_secs(600);
    let silent = half(move || std::thread::sleep(silence));
    let file = published(&[&Server::start(vec![silent])]);
    let error = fetch_file(file, dir, silence, &mut |_| ()).unwrap_err();
    assert_eq!(error.kind(), vae_core::ErrorKind::Interrupted);
}
