//! The check of the port argument, used by both binaries.

/// Parses a port from 1 to 65535. `u16` already excludes larger numbers; a leading `+`, which
/// `parse` would accept, and 0 have to be excluded here.
pub fn parse_port(text: &str) -> Result<u16, String> {
    match text.parse::<u16>() {
        Ok(port) if port > 0 && !text.starts_with('+') => Ok(port),
        _ => Err(format!("bad port '{text}', expected a number from 1 to 65535")),
    }
}
