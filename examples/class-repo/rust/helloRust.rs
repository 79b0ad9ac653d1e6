//! Hello Internet client: `helloRust HOST PORT`
#![allow(non_snake_case)] // the assignment prescribes the file name

mod arguments;

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;

/// Reads until the server closes. A reset behind the reply is taken as its end; one before it is an error.
fn read_reply(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut reply = Vec::new();
    match stream.read_to_end(&mut reply) {
        Err(error) if reply.is_empty() => Err(error),
        _ => Ok(reply),
    }
}

fn greet(host: &str, port: u16) -> io::Result<Vec<u8>> {
    // connect() resolves the name and tries all of its addresses
    let mut stream = TcpStream::connect((host, port))?;
    stream.write_all(b"Hello in Rust")?;
    let reply = read_reply(&mut stream)?;
    if reply.is_empty() {
        let text = "the server closed the connection without a reply";
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, text));
    }
    Ok(reply)
}

fn print_reply(reply: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(reply)?;
    if !reply.ends_with(b"\n") {
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (host, port) = match arguments.as_slice() {
        [host, port] => (host, port),
        _ => {
            eprintln!("usage: helloRust HOST PORT");
            return ExitCode::from(2);
        }
    };
    let port = match arguments::parse_port(port) {
        Ok(port) => port,
        Err(problem) => {
            eprintln!("helloRust: {problem}");
            return ExitCode::from(2);
        }
    };
    match greet(host, port).and_then(|reply| print_reply(&reply)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("helloRust: {host} port {port}: {error}");
            ExitCode::FAILURE
        }
    }
}
