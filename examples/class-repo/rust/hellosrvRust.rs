//! Hello Internet server: `hellosrvRust PORT`
//!
//! Each client gets a thread. Whatever a client does wrong ends as an `Err` in its own thread.
#![allow(non_snake_case)] // the assignment prescribes the file name

mod arguments;

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

const MAX_MESSAGE: usize = 1024;
/// A client that says nothing for this long is given up.
const SILENCE: Duration = Duration::from_millis(1000);
/// A pause of this length ends a message that came without a newline.
const PAUSE: Duration = Duration::from_millis(200);

/// Reads one message: up to a newline, the end of the stream, or a pause.
fn read_message(stream: &mut TcpStream) -> io::Result<String> {
    let mut message = Vec::new();
    let mut buffer = [0; 256];
    stream.set_read_timeout(Some(SILENCE))?;
    while message.len() < MAX_MESSAGE && !message.contains(&b'\n') {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => message.extend_from_slice(&buffer[..n]),
            // which of the two a timeout gives depends on the operating system
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
            Err(e) => return Err(e),
        }
        stream.set_read_timeout(Some(PAUSE))?;
    }
    Ok(String::from_utf8_lossy(&message).trim().to_string())
}

fn goodbye(message: &str) -> String {
    match message.strip_prefix("Hello in ") {
        Some(language) if !language.is_empty() => format!("Goodbye {language} from Rust\n"),
        _ => String::from("Goodbye in Rust\n"),
    }
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    let client = stream.peer_addr()?.ip();
    let message = read_message(&mut stream)?;
    if !message.is_empty() {
        println!("{client} -> {message}");
        stream.write_all(goodbye(&message).as_bytes())?;
    }
    Ok(()) // the stream is dropped here, which closes the connection
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.len() != 1 {
        eprintln!("usage: hellosrvRust PORT");
        return ExitCode::from(2);
    }
    let port = match arguments::parse_port(&arguments[0]) {
        Ok(port) => port,
        Err(problem) => {
            eprintln!("hellosrvRust: {problem}");
            return ExitCode::from(2);
        }
    };
    // bind() also sets SO_REUSEADDR and listens with a backlog of 128
    let listener = match TcpListener::bind(("0.0.0.0", port)) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("hellosrvRust: cannot listen on port {port}: {error}");
            return ExitCode::FAILURE;
        }
    };
    for stream in listener.incoming().flatten() {
        // Builder::spawn returns an error when there are too many threads; thread::spawn would panic
        let _ = thread::Builder::new().spawn(move || serve(stream));
    }
    ExitCode::SUCCESS
}
