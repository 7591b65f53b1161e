# R's lowess: Rscript lowess.R folder f iterations; reads x and y (ascending) of the folder, writes out, prints the
# seconds of processor time. delta = 0: every place is fitted, none interpolated.
given <- commandArgs(trailingOnly = TRUE)
numbers <- function(name) {
  path <- file.path(given[1], name)
  readBin(path, "double", file.size(path) / 8)
}
x <- numbers("x")
y <- numbers("y")
start <- sum(proc.time()[1:2])
fit <- lowess(x, y, f = as.numeric(given[2]), iter = as.integer(given[3]), delta = 0)
cat(sum(proc.time()[1:2]) - start, "\n", sep = "")
writeBin(fit$y, file.path(given[1], "out"))
