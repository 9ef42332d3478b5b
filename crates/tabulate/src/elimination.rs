//! Elimination over a prime field: for the small whole coefficients of sums of groups it finds the zeros that fractions would.

const PRIME: i64 = 2_147_483_647;

/// The reduced row echelon form, rows of zeros left out. Coefficients come back between 0 and the prime.
pub(crate) fn reduced(mut rows: Vec<Vec<i64>>) -> Vec<Vec<i64>> {
    let columns = rows.first().map_or(0, Vec::len);
    for c in rows.iter_mut().flatten() {
        *c = c.rem_euclid(PRIME);
    }
    let mut done = 0;
    for column in 0..columns {
        let Some(pivot) = (done..rows.len()).find(|r| rows[*r][column] != 0) else { continue };
        rows.swap(done, pivot);
        let inverse = power(rows[done][column], PRIME - 2);
        for c in &mut rows[done] {
            *c = *c * inverse % PRIME;
        }
        let lead = rows[done].clone();
        for (index, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if index != done && factor != 0 {
                row.iter_mut().zip(&lead).for_each(|(c, l)| *c = (*c + (PRIME - factor) * l) % PRIME);
            }
        }
        done += 1;
    }
    rows.truncate(done);
    rows
}

fn power(mut base: i64, mut exponent: i64) -> i64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}
