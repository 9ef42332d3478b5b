# Expected values for crates/tabulate: tables, chisq.test (no continuity correction), adjusted residuals, prop.test, summaries,
# of R's own data sets and of random answers with missing values. Written with 17 digits.
folder <- commandArgs(trailingOnly = TRUE)[1]
dir.create(folder, showWarnings = FALSE, recursive = TRUE)
options(digits = 17, stringsAsFactors = FALSE, warn = -1)
number <- function(x) ifelse(is.na(x), "", format(x, digits = 17, trim = TRUE))

cells <- tests <- pairs <- summaries <- NULL
save_data <- function(name, data) write.csv(data, file.path(folder, paste0(name, ".csv")), row.names = FALSE, na = "")

# One question (a factor) against one banner; NA takes no part, as in R's table().
cross <- function(name, data, question, banner, q = data[[question]], choice_of = NULL) {
  keep <- !is.na(q) & !is.na(data[[banner]])
  b <- factor(data[[banner]][keep]); q <- factor(q[keep])
  counts <- table(b, q)
  test <- suppressWarnings(chisq.test(counts, correct = FALSE))
  shown <- if (is.null(choice_of)) levels(q) else "1"
  for (g in levels(b)) for (c in shown)
    cells <<- rbind(cells, data.frame(data = name, question = question, banner = banner, group = g,
      choice = if (is.null(choice_of)) c else choice_of, count = counts[g, c], residual = number(test$stdres[g, c])))
  tests <<- rbind(tests, data.frame(data = name, question = question, banner = banner,
    choice = if (is.null(choice_of)) "" else choice_of, n = sum(counts), chi_square = number(unname(test$statistic)),
    freedom = unname(test$parameter), p = number(test$p.value),
    cramers_v = number(sqrt(unname(test$statistic) / (sum(counts) * (min(dim(counts)) - 1)))),
    low_expected = number(mean(test$expected < 5))))
  for (c in shown) for (i in seq_along(levels(b))) for (j in seq_along(levels(b))) if (i < j) {
    x <- c(counts[i, c], counts[j, c]); n <- rowSums(counts)[c(i, j)]
    p <- suppressWarnings(prop.test(x, n, correct = FALSE)$p.value)
    if (!is.nan(p)) pairs <<- rbind(pairs, data.frame(data = name, question = question, banner = banner,
      choice = if (is.null(choice_of)) c else choice_of, a = levels(b)[i], b = levels(b)[j],
      higher = ifelse(x[1] / n[1] > x[2] / n[2], "a", "b"), p = number(p)))
  }
}

# n, mean, sd (n - 1), quantiles of type 7.
summarise <- function(name, data, variable, banner) {
  one <- function(group, x) {
    x <- x[!is.na(x)]; q <- quantile(x, c(0.25, 0.5, 0.75), type = 7, names = FALSE)
    summaries <<- rbind(summaries, data.frame(data = name, question = variable, banner = banner, group = group, n = length(x),
      mean = number(mean(x)), sd = number(sd(x)), least = number(min(x)), first = number(q[1]), median = number(q[2]),
      third = number(q[3]), greatest = number(max(x))))
  }
  one("全体", data[[variable]])
  for (g in levels(factor(data[[banner]]))) one(g, data[[variable]][which(data[[banner]] == g)])
}

rows_of <- function(counts) {
  frame <- as.data.frame(counts)
  frame <- frame[rep(seq_len(nrow(frame)), frame$Freq), names(frame) != "Freq"]
  data.frame(lapply(frame, as.character))
}

hair <- rows_of(HairEyeColor); save_data("HairEyeColor", hair)
cross("HairEyeColor", hair, "Eye", "Hair"); cross("HairEyeColor", hair, "Hair", "Sex"); cross("HairEyeColor", hair, "Sex", "Eye")
titanic <- rows_of(Titanic); save_data("Titanic", titanic)
for (b in c("Class", "Sex", "Age")) cross("Titanic", titanic, "Survived", b)
cross("Titanic", titanic, "Class", "Sex")
admissions <- rows_of(UCBAdmissions); save_data("UCBAdmissions", admissions)
cross("UCBAdmissions", admissions, "Admit", "Gender"); cross("UCBAdmissions", admissions, "Dept", "Gender"); cross("UCBAdmissions", admissions, "Admit", "Dept")
cars <- mtcars; save_data("mtcars", cars)
cross("mtcars", cars, "gear", "cyl"); cross("mtcars", cars, "am", "vs"); cross("mtcars", cars, "carb", "cyl")
for (v in c("mpg", "hp", "wt")) summarise("mtcars", cars, v, "cyl")
births <- infert[, c("education", "age", "parity", "induced", "case", "spontaneous")]; save_data("infert", births)
cross("infert", births, "case", "spontaneous"); cross("infert", births, "induced", "education"); summarise("infert", births, "age", "education")
loom <- warpbreaks; save_data("warpbreaks", loom)
cross("warpbreaks", loom, "wool", "tension"); summarise("warpbreaks", loom, "breaks", "tension"); summarise("warpbreaks", loom, "breaks", "wool")
quality <- airquality; save_data("airquality", quality)
summarise("airquality", quality, "Ozone", "Month"); summarise("airquality", quality, "Solar.R", "Month")

# Random answers with missing values: single, multiple, numeric.
set.seed(20260401)
n <- 1200
missing <- function(x, share) { x[runif(length(x)) < share] <- NA; x }
random <- data.frame(
  q1 = missing(sample(paste0("選択肢", 1:5), n, TRUE, c(40, 30, 15, 10, 5)), 0.07),
  q2 = missing(sample(c("はい", "いいえ"), n, TRUE), 0.2),
  b1 = missing(sample(paste0("区分", 1:8), n, TRUE), 0.03),
  b2 = missing(sample(c("該当", "非該当"), n, TRUE, c(3, 1)), 0.1),
  x = missing(round(rlnorm(n, 5, 1), 2), 0.15))
for (i in 1:6) random[[paste0("m_", i)]] <- as.integer(runif(n) < c(0.05, 0.2, 0.4, 0.5, 0.7, 0.9)[i] + 0.1 * (!is.na(random$b2) & random$b2 == "該当"))
silent <- runif(n) < 0.08
for (i in 1:6) random[[paste0("m_", i)]][silent] <- NA
save_data("random", random)
for (q in c("q1", "q2")) for (b in c("b1", "b2")) cross("random", random, q, b)
for (b in c("b1", "b2")) for (i in 1:6) cross("random", random, "m", b, q = random[[paste0("m_", i)]], choice_of = paste0("m_", i))
summarise("random", random, "x", "b1"); summarise("random", random, "x", "b2")

for (it in c("cells", "tests", "pairs", "summaries"))
  write.csv(get(it), file.path(folder, paste0("expected_", it, ".csv")), row.names = FALSE, quote = TRUE)
cat(R.version.string, ":", nrow(cells), "cells,", nrow(tests), "tests,", nrow(pairs), "pairs,", nrow(summaries), "summaries\n")
