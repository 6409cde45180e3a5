import { i18n, t } from './words'

/** The language numbers and dates are written in; the pseudo-language writes them the English way. */
export function locale(): string {
  const language = i18n.resolvedLanguage ?? i18n.language ?? 'en'
  return language === 'qps' ? 'en' : language
}

/** Making one takes a hundred times as long as using it, and lists use thousands. */
const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale() + JSON.stringify(options)
  const made = numbers.get(key) ?? new Intl.NumberFormat(locale(), options)
  numbers.set(key, made)
  return made
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options)
  const made = dates.get(key) ?? new Intl.DateTimeFormat(locale(), options)
  dates.set(key, made)
  return made
}

/** A number with at most `digits` after the point. */
export function formatNumber(value: number, digits = 0): string {
  return numberFormat({ maximumFractionDigits: digits }).format(value)
}

/** Time of day to the second. `atMs`: epoch ms. */
export function formatTime(atMs: number): string {
  return dateFormat({ timeStyle: 'medium', hourCycle: 'h23' }).format(atMs)
}

/** A span in its largest unit, rounded down: `12 s`, `3 min`, `2 h`, `4 d`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return t('unit.s', { value: formatNumber(seconds) })
  if (seconds < 3600) return t('unit.min', { value: formatNumber(Math.floor(seconds / 60)) })
  if (seconds < 86_400) return t('unit.h', { value: formatNumber(Math.floor(seconds / 3600)) })
  return t('unit.d', { value: formatNumber(Math.floor(seconds / 86_400)) })
}

const byteUnits = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size in its largest unit of 1024: `412 B`, `3.4 GB`, as operating systems write it. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return t('unit.byte', { value: formatNumber(bytes) })
  const power = Math.min(byteUnits.length, Math.floor(Math.log2(bytes) / 10))
  return numberFormat({
    style: 'unit',
    unit: byteUnits[power - 1] ?? 'kilobyte',
    maximumFractionDigits: 1,
  }).format(bytes / 1024 ** power)
}

/** When something was, as short as it is clear: the time for today, else the day. `atMs`: epoch ms. */
export function formatWhen(atMs: number): string {
  const isToday = new Date(atMs).toDateString() === new Date().toDateString()
  return isToday ? formatTime(atMs) : dateFormat({ dateStyle: 'medium' }).format(atMs)
}

/** Day and time of day. `atMs`: epoch ms. */
export function formatDate(atMs: number): string {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(atMs)
}

/** Bytes per second as the field writes it: bits, Mbit/s from 0.1 upwards, kbit/s below. */
export function formatBitrate(bytesPerSecond: number): string {
  const kilobits = (bytesPerSecond * 8) / 1000
  if (kilobits < 100) return t('status.bitrateSmall', { value: formatNumber(kilobits) })
  return t('status.bitrate', { value: formatNumber(kilobits / 1000, 1) })
}
