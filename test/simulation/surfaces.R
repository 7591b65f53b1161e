# What mgcv and loess make of the samples of surfaces.ts, for test/reference/sim_mgcv_surfaces.json:
#
#   npm run simulate:surfaces -- 10 csv
#   Rscript test/simulation/surfaces.R .cache/surfaces > test/reference/sim_mgcv_surfaces.json

suppressMessages(library(mgcv))
files <- list.files(commandArgs(trailingOnly = TRUE)[1], full.names = TRUE)
cat(sprintf('{"tool": "R %s, mgcv %s: gam(y ~ s(x, z, k = 30), REML), gam(y ~ te(x, z, k = 5), REML); loess(y ~ x * z, surface = direct)",\n"cases": {\n',
  getRversion(), packageVersion('mgcv')))
figures <- function(fit, se, truth, t) {
  held <- abs(fit - truth) <= t * se
  sprintf('{"error": %.6g, "held": %.4g, "width": %.5g}', mean((fit - truth)^2), mean(held), 2 * t * median(se))
}
for (file in files) {
  key <- sub('^# ', '', readLines(file, 1))
  all <- read.csv(file, skip = 1)
  data <- all[all$observed == 1, ]
  fresh <- all[all$observed == 0, ]
  entries <- c()
  for (name in c('mgcv', 'te')) {
    model <- gam(if (name == 'mgcv') y ~ s(x, z, k = 30) else y ~ te(x, z, k = 5), data = data, method = 'REML')
    p <- predict(model, fresh, se.fit = TRUE, unconditional = TRUE)
    entries <- c(entries, sprintf('"%s": %s', name, figures(p$fit, p$se.fit, fresh$y, 1.96)))
  }
  model <- loess(y ~ x * z, data = data, control = loess.control(surface = 'direct'))
  p <- predict(model, fresh, se = TRUE)
  entries <- c(entries, sprintf('"loess": %s', figures(p$fit, p$se.fit, fresh$y, qt(.975, p$df))))
  cat(sprintf('"%s": {%s}%s\n', key, paste(entries, collapse = ', '), if (file == tail(files, 1)) '' else ','))
}
cat('}}\n')
