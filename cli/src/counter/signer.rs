//! A signer that is a command: a token's tool, a service's client.

use clap::ValueEnum;
use greengate::{
    counter::{Signer, SignerError, normal_signature},
    limits::MAX_SIGNER_OUTPUT,
};
use sha2::{Digest, Sha256};
use std::{
    io::{ErrorKind, Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

/// Variable of the command's environment.
const IDEMPOTENCY_KEY: &str = "GREENGATE_IDEMPOTENCY_KEY";
/// Time between two looks at a command that runs.
const PAUSE: Duration = Duration::from_millis(5);
/// Time in which the streams of a command that has ended are to end, too.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What the command gets on standard input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SignerInput {
    /// The bytes to sign
    Message,
    /// SHA-256 of them, 32 bytes
    Digest,
}

/// A command with the public key of its private one.
pub struct CommandSigner {
    pub command: String,
    pub input: SignerInput,
    pub time_limit: Duration,
    pub public: Vec<u8>,
}

impl Signer for CommandSigner {
    fn public_key(&self) -> &[u8] {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let digest = Sha256::digest(message).to_vec();
        // Whoever asks again asks for the same bytes: their hash is the key by which a service knows the request.
        let key = base16ct::lower::encode_string(&digest);
        let input = match self.input {
            SignerInput::Message => message.to_vec(),
            SignerInput::Digest => digest,
        };
        let answer = self.run(input, &key).map_err(SignerError::NoAnswer)?;
        // Nothing is done with a signature that the key did not make.
        normal_signature(&self.public, message, &answer)
    }
}

impl CommandSigner {
    /// Runs the command once, with this idempotency key.
    fn run(&self, input: Vec<u8>, key: &str) -> Result<Vec<u8>, String> {
        let mut child = shell(&self.command)
            .env(IDEMPOTENCY_KEY, key)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("it cannot be started: {error}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that answers without reading is judged by its answer.
            thread::spawn(move || drop(stdin.write_all(&input)));
        }
        let output = child.stdout.take().map(Collected::of);
        let messages = child.stderr.take().map(Collected::of);
        let status = self.wait(&mut child);
        // What it has started does not outlive it.
        end_group(&child);
        let status = status?;
        let output = output.map(Collected::take).unwrap_or_default();
        if !status.success() {
            let messages = messages.map(Collected::take).unwrap_or_default();
            let messages = String::from_utf8_lossy(&messages);
            let first = messages.lines().next().unwrap_or_default();
            return Err(format!("{status}: {}", crate::terminal::escape(first)));
        }
        if output.len() > MAX_SIGNER_OUTPUT {
            return Err(format!("it wrote more than {MAX_SIGNER_OUTPUT} bytes"));
        }
        Ok(output)
    }

    /// Waits for the end of the command, and ends it after its time.
    fn wait(&self, child: &mut Child) -> Result<ExitStatus, String> {
        let start = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if start.elapsed() < self.time_limit => thread::sleep(PAUSE),
                Ok(None) => {
                    end_group(child);
                    _ = child.kill();
                    _ = child.wait();
                    return Err(format!("it took longer than {} seconds", self.time_limit.as_secs()));
                }
                Err(error) => return Err(error.to_string()),
            }
        }
    }
}

/// The command line as the system's shell runs it, in a group of processes of its own.
#[cfg(unix)]
fn shell(line: &str) -> Command {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).process_group(0);
    command
}

#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    command.arg("/C").arg(line);
    command
}

/// Ends what is left of the command's group.
#[cfg(unix)]
fn end_group(child: &Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
const fn end_group(_: &Child) {}

/// What a stream has brought so far. A process that has left the group may hold the stream open for ever, and what was
/// written before counts.
struct Collected {
    bytes: Arc<Mutex<Vec<u8>>>,
    end: Receiver<()>,
}

impl Collected {
    /// Reads a stream to its end, and keeps what is within the limit and one byte more.
    fn of(stream: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (sender, end) = mpsc::channel();
        let shared = Arc::clone(&bytes);
        thread::spawn(move || collect(stream, &shared, sender));
        Self { bytes, end }
    }

    /// The bytes, when the stream has ended or would not.
    fn take(self) -> Vec<u8> {
        // The sender is dropped at the end of the stream.
        _ = self.end.recv_timeout(LAST_WORDS);
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *bytes)
    }
}

fn collect(mut stream: impl Read, bytes: &Mutex<Vec<u8>>, end: Sender<()>) {
    let mut part = [0; MAX_SIGNER_OUTPUT];
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(count) => {
                let mut bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
                // What follows is read and forgotten, so that the command can end.
                let room = (MAX_SIGNER_OUTPUT + 1).saturating_sub(bytes.len());
                bytes.extend_from_slice(&part[..count.min(room)]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    drop(end);
}
