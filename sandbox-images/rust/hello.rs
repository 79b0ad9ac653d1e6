use std::net::TcpListener;

fn main() {
    TcpListener::bind("127.0.0.1:0").expect("a socket");
    println!("Hello from Rust");
}
