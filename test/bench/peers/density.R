# density of R, a grid of 512 read by linear interpolation, or one of its bandwidths. Reads lines `folder h`, writes
# out, prints the seconds of processor time that the work took.
wanted <- commandArgs(trailingOnly = TRUE)[1]
numbers <- function(folder, name) {
  path <- file.path(folder, name)
  readBin(path, "double", file.size(path) / 8)
}
work <- list(
  density = function(xq, x, h) {
    fit <- density(x, bw = h)
    approx(fit$x, fit$y, xq)$y
  },
  sj = function(xq, x, h) suppressWarnings(bw.SJ(x)),
  ucv = function(xq, x, h) suppressWarnings(bw.ucv(x))
)[[wanted]]
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  request <- strsplit(line, " ")[[1]]
  h <- as.numeric(request[2])
  xq <- numbers(request[1], "xq")
  x <- numbers(request[1], "x")
  start <- sum(proc.time()[1:2])
  out <- work(xq, x, h)
  seconds <- sum(proc.time()[1:2]) - start
  writeBin(as.double(out), file.path(request[1], "out"))
  cat(seconds, "\n", sep = "")
  flush(stdout())
}
