//! Work in a thread of its own: its news, how it ended, and a request to stop it.

use std::sync::PoisonError;

use super::Stop;
use super::sync::{Arc, Builder, JoinHandle, Mutex, MutexGuard};

/// Work that tells news `N` and ends in an answer `A`. Dropping it stops the work.
#[derive(Debug)]
pub(super) struct Worker<N, A> {
    stop: Stop,
    shared: Arc<Shared<N>>,
    /// Until it is waited for.
    thread: Option<JoinHandle<A>>,
}

/// What both sides see.
#[derive(Debug)]
pub(super) struct Shared<N>(Mutex<(N, Option<String>)>);

impl<N: Send + 'static, A: Send + 'static> Worker<N, A> {
    /// Starts work that looks at `stop` and answers with `A` and how it ended, in words.
    pub(super) fn start(
        name: &str,
        stop: Stop,
        news: N,
        work: impl FnOnce(&Shared<N>) -> (A, String) + Send + 'static,
    ) -> std::io::Result<Self> {
        let shared = Arc::new(Shared(Mutex::new((news, None))));
        let ours = Arc::clone(&shared);
        let run = move || {
            let mut end = EndOnDrop { shared: &ours, said: "ended by a panic".into() };
            let (answer, said) = work(&ours);
            end.said = said;
            answer
        };
        let thread = Some(Builder::new().name(name.into()).spawn(run)?);
        Ok(Self { stop, shared, thread })
    }
}

impl<N: Clone, A> Worker<N, A> {
    /// The news, and how it ended, once it has.
    pub(super) fn news(&self) -> (N, Option<String>) {
        self.shared.lock().clone()
    }
}

impl<N, A> Worker<N, A> {
    pub(super) fn stop(&self) {
        self.stop.request();
    }

    pub(super) fn has_ended(&self) -> bool {
        self.shared.lock().1.is_some()
    }

    /// Its answer, or its panic. A stop that was asked too late is not for whoever works next.
    pub(super) fn wait(mut self) -> std::thread::Result<A> {
        let Some(thread) = self.thread.take() else {
            unreachable!("only wait takes the thread, and takes the worker with it");
        };
        let answer = thread.join();
        self.stop.clear();
        answer
    }
}

/// Nobody can stop it any more, so it stops now.
impl<N, A> Drop for Worker<N, A> {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.stop.request();
            let _ = thread.join();
        }
    }
}

impl<N> Shared<N> {
    /// Changes the news.
    pub(super) fn tell(&self, change: impl FnOnce(&mut N)) {
        change(&mut self.lock().0);
    }

    fn lock(&self) -> MutexGuard<'_, (N, Option<String>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says that the work has ended even where it panicked, in an image set of somebody's own, say.
struct EndOnDrop<'a, N> {
    shared: &'a Shared<N>,
    said: String,
}

impl<N> Drop for EndOnDrop<'_, N> {
    fn drop(&mut self) {
        self.shared.lock().1 = Some(std::mem::take(&mut self.said));
    }
}
