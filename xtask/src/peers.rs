//! Tables from the output of the scripts in `../shared/peers`.

/// Rows of `NAME rate R % median M ms p95 P ms …`.
pub fn in_node(printed: &str) -> String {
    let mut table = "| in node | read % | median ms | p95 ms |\n|---|---|---|---|\n".to_owned();
    for line in printed.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [name, "rate", rate, "%", "median", median, "ms", "p95", p95, "ms", ..] = words[..] {
            let name = if name == "ours" { "greengate" } else { name };
            table.push_str(&format!("| {name} | {rate} | {median} | {p95} |\n"));
        }
    }
    table
}
