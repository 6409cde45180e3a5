import { createLogger, type Logger, type LogLevel } from 'vite'

/** Vite prints a stack for every request that a switched-off machine does not take; the page shows it in words. */
export function quietLogger(level: LogLevel = 'info'): Logger {
  const logger = createLogger(level)
  const { error } = logger
  logger.error = (message, options) => {
    // In a terminal the words begin with their colour's escape sequence.
    if (!/(http|ws) proxy (socket )?error:/.test(message)) error(message, options)
  }
  return logger
}
