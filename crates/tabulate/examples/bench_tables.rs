//! Our side of `bench/tabulate/run`: reads columns that `peers.py` wrote, times the tables, writes the counts to be compared.
//! `bench_tables tables DIR` · `bench_tables large DIR THREADS`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tabulate::{Codes, Meta, Multiple, Plan, Single, Variable, joint_counts};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = PathBuf::from(arguments.get(2).ok_or("a folder is missing")?);
    match arguments.get(1).map(String::as_str) {
        Some("tables") => tables(&folder),
        Some("large") => large(&folder, arguments.get(3).map_or(Ok(2), |t| t.parse())?),
        _ => Err("tables DIR | large DIR THREADS".into()),
    }
}

/// `sizes.txt`: one line per column, its number of codes; `columns.bin`: a byte per row, column after column.
fn columns(folder: &Path, name: &str) -> Result<Vec<Variable>, Box<dyn std::error::Error>> {
    let sizes = std::fs::read_to_string(folder.join(format!("{name}.txt")))?;
    let bytes = std::fs::read(folder.join(format!("{name}.bin")))?;
    let sizes: Vec<usize> = sizes.lines().map(str::parse).collect::<Result<_, _>>()?;
    let rows = bytes.len() / sizes.len();
    sizes
        .iter()
        .zip(bytes.chunks_exact(rows))
        .enumerate()
        .map(|(index, (size, codes))| {
            let meta = Meta::new(&format!("{name}{index}"), (0..size - 2).map(|i| format!("選択肢{i}")));
            Ok(Single::from_codes(meta, Codes::Narrow(codes.to_vec()))?.into())
        })
        .collect()
}

/// The least of several runs, in seconds: what the machine's other work did not disturb.
fn least<T>(runs: usize, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut best = f64::INFINITY;
    let mut last = None;
    for _ in 0..runs {
        let start = Instant::now();
        let made = work();
        best = best.min(start.elapsed().as_secs_f64());
        last = Some(made);
    }
    (best, last.expect("at least one run"))
}

#[allow(clippy::print_stdout)]
fn tables(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let (questions, banners) = (columns(folder, "questions")?, columns(folder, "banners")?);
    let plan = Plan { banners: banners.iter().collect(), independence: true, ..Plan::default() };
    let asked: Vec<&Variable> = questions.iter().collect();
    let (finished, made) = least(15, || plan.tables(&asked).expect("tables"));
    let singles = |list: &[Variable]| -> Vec<Single> {
        list.iter().filter_map(|v| if let Variable::Single(s) = v { Some(s.clone()) } else { None }).collect()
    };
    let (q, b) = (singles(&questions), singles(&banners));
    let (counting, counts) = least(15, || {
        q.iter().flat_map(|q| b.iter().map(move |b| joint_counts(q, b).expect("counts"))).collect::<Vec<_>>()
    });
    let mut out = std::io::BufWriter::new(std::fs::File::create(folder.join("ours.bin"))?);
    for n in counts.iter().flatten() {
        out.write_all(&n.to_le_bytes())?;
    }
    println!("finished {finished} counting {counting} tables {}", made.len() * banners.len());
    Ok(())
}

#[allow(clippy::print_stdout)]
fn large(folder: &Path, threads: usize) -> Result<(), Box<dyn std::error::Error>> {
    let masks = std::fs::read(folder.join("masks.bin"))?;
    let plane: Vec<u32> = masks.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let groups = std::fs::read(folder.join("groups.bin"))?;
    let rows = plane.len();
    let question: Variable =
        Multiple::from_planes(Meta::new("m", (0..20).map(|i| i.to_string())), vec![plane], vec![2; rows])?.into();
    let banner: Variable =
        Single::from_codes(Meta::new("g", (0..8).map(|i| i.to_string())), Codes::Narrow(groups))?.into();
    let plan = |threads| Plan { banners: vec![&banner], independence: true, threads, ..Plan::default() };
    let (one, _) = least(7, || plan(1).table(&question).expect("a table"));
    let (seconds, table) = least(7, || plan(threads).table(&question).expect("a table"));
    let mut out = std::io::BufWriter::new(std::fs::File::create(folder.join("ours.bin"))?);
    for cell in &table.blocks[1].cells {
        out.write_all(&cell.value().map_or(0, |f| f.respondents).to_le_bytes())?;
    }
    // Four bytes of ticks, one of group, one of state a row.
    println!("finished {seconds} one_thread {one} bytes {}", rows * 6);
    Ok(())
}
