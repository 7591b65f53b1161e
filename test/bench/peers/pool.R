# KernSmooth::locpoly of degree 0: linear binning on a grid over the range of x, a discrete convolution, read at the
# queries by linear interpolation. Its bandwidth is h. Reads lines `folder h`, writes out, prints the seconds of
# processor time that the work took.
suppressMessages(library(KernSmooth))
grid <- as.integer(commandArgs(trailingOnly = TRUE)[1])
numbers <- function(folder, name) {
  path <- file.path(folder, name)
  readBin(path, "double", file.size(path) / 8)
}
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  request <- strsplit(line, " ")[[1]]
  h <- as.numeric(request[2])
  xq <- numbers(request[1], "xq")
  x <- numbers(request[1], "x")
  y <- numbers(request[1], "y")
  start <- sum(proc.time()[1:2])
  fit <- locpoly(x, y, degree = 0, bandwidth = h, gridsize = grid)
  out <- approx(fit$x, fit$y, xq)$y
  seconds <- sum(proc.time()[1:2]) - start
  writeBin(out, file.path(request[1], "out"))
  cat(seconds, "\n", sep = "")
  flush(stdout())
}
