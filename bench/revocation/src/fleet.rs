//! A day of a fleet on loopback: every phone asks a static server (nginx) for the serial number and the change.

use anyhow::{Context, Result, ensure};
use greengate::revocation::{Delta, Pack};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Phones that ask at the same time.
const AT_ONCE: u32 = 16;
/// Milliseconds until the server listens, at most.
const PATIENCE_MS: u64 = 5_000;

/// Result of a day.
pub struct Day {
    /// Bytes that the phones received, headers included.
    pub bytes: usize,
    pub seconds: f64,
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It has nothing to lose.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// Serves the change from one edition to the next to so many phones; `None` where nginx is not installed.
pub fn day(folder: &Path, before: &Pack, change: &[u8], phones: u32) -> Result<Option<Day>> {
    let host = folder.join("host");
    fs::create_dir_all(&host)?;
    let name = Delta::file_name(before.header().serial);
    fs::write(host.join(&name), change)?;
    fs::write(host.join(Pack::SERIAL), format!("{}\n", before.header().serial + 1))?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let Some(_server) = serve(folder, &host, port)? else {
        return Ok(None);
    };
    let (next, bytes) = (AtomicU32::new(0), AtomicUsize::new(0));
    let start = Instant::now();
    let phone = || -> Result<()> {
        while next.fetch_add(1, Ordering::Relaxed) < phones {
            let mut host = Phone::connect(port)?;
            let (serial, head) = host.get(Pack::SERIAL)?;
            ensure!(!serial.is_empty(), "no serial number");
            let (body, more) = host.get(&name)?;
            ensure!(body == change, "another change");
            bytes.fetch_add(head + serial.len() + more + body.len(), Ordering::Relaxed);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let asking: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(phone)).collect();
        let mut ended = asking.into_iter().map(|phone| phone.join());
        ended.try_for_each(|ended| ended.unwrap_or_else(|_| Err(anyhow::anyhow!("a phone panicked"))))
    })?;
    Ok(Some(Day {
        bytes: bytes.into_inner(),
        seconds: start.elapsed().as_secs_f64(),
    }))
}

fn serve(folder: &Path, host: &Path, port: u16) -> Result<Option<Server>> {
    let config = folder.join("nginx.conf");
    let text = format!(
        "daemon off; master_process off; pid {0}/nginx.pid; error_log stderr crit;\nevents {{ worker_connections 256; }}\n\
         http {{ access_log off; sendfile on; server {{ listen 127.0.0.1:{port}; root {1}; }} }}\n",
        folder.display(),
        host.display()
    );
    fs::write(&config, text)?;
    let started = Command::new("nginx")
        .arg("-c")
        .arg(&config)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(server) = started.map(Server) else {
        return Ok(None);
    };
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        ensure!(
            start.elapsed() < Duration::from_millis(PATIENCE_MS),
            "nginx does not listen"
        );
        thread::sleep(Duration::from_millis(20));
    }
    Ok(Some(server))
}

/// Connection of a phone.
struct Phone(BufReader<TcpStream>);

impl Phone {
    fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// A file, and the number of bytes of its header.
    fn get(&mut self, file: &str) -> Result<(Vec<u8>, usize)> {
        let request = format!("GET /{file} HTTP/1.1\r\nHost: gate\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes())?;
        let (mut head, mut length) = (0, None);
        for place in 0.. {
            let mut line = String::new();
            head += self.0.read_line(&mut line)?;
            ensure!(place > 0 || line.contains(" 200 "), "{file}: {line}");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length.context("no length")?];
        self.0.read_exact(&mut body)?;
        Ok((body, head))
    }
}
