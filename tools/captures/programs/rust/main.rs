// Asks for pages with reqwest: what to ask stands on standard input, a URL and then its fields, a line each.
use std::io::BufRead;

fn main() {
    let client = reqwest::blocking::Client::builder()
        .danger_accept_invalid_certs(true)
        .build()
        .expect("a client");
    let mut request: Option<reqwest::blocking::RequestBuilder> = None;
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        if line.starts_with("https://") {
            if let Some(ready) = request.take() {
                let _ = ready.send();
            }
            request = Some(client.get(&line));
        } else if let (Some(ready), Some((name, value))) = (request.take(), line.split_once(": ")) {
            request = Some(ready.header(name, value));
        }
    }
    if let Some(ready) = request {
        let _ = ready.send();
    }
}
