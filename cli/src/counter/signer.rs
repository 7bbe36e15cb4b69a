//! A signer that is a command: a token's tool, a service's client.

use clap::ValueEnum;
use greengate::{
    counter::{Signer, SignerError, normal_signature},
    limits::MAX_SIGNER_OUTPUT,
};
use sha2::{Digest, Sha256};
use std::{
    io::{Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

/// Time between two looks at a command that runs.
const PAUSE: Duration = Duration::from_millis(5);

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
        let input = match self.input {
            SignerInput::Message => message.to_vec(),
            SignerInput::Digest => Sha256::digest(message).to_vec(),
        };
        let answer = self.run(input).map_err(SignerError::NoAnswer)?;
        // Nothing is done with a signature that the key did not make.
        normal_signature(&self.public, message, &answer)
    }
}

impl CommandSigner {
    /// Runs the command once.
    fn run(&self, input: Vec<u8>) -> Result<Vec<u8>, String> {
        let mut child = shell(&self.command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("it cannot be started: {error}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that answers without reading is judged by its answer.
            thread::spawn(move || drop(stdin.write_all(&input)));
        }
        let output = child.stdout.take().map(collect);
        let messages = child.stderr.take().map(collect);
        let status = self.wait(&mut child)?;
        let collected = |stream: Option<Receiver<Vec<u8>>>| {
            // A grandchild may hold the stream open.
            let bytes = stream.and_then(|stream| stream.recv_timeout(Duration::from_secs(1)).ok());
            bytes.unwrap_or_default()
        };
        let output = collected(output);
        if !status.success() {
            let messages = collected(messages);
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
                    end(child);
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

/// Ends the command and what it has started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    _ = child.kill();
    _ = child.wait();
}

/// Reads a stream to its end, but for what is beyond the limit.
fn collect(stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut stream = stream;
        let most = MAX_SIGNER_OUTPUT as u64 + 1;
        _ = stream.by_ref().take(most).read_to_end(&mut bytes);
        _ = sender.send(bytes);
        // What follows is read and forgotten, so that the command can end.
        _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    receiver
}
