import { cpus, freemem, totalmem } from 'node:os'
import { type Answer, text } from './answers'

let before = ticks()
let latest = ''

/** `/api/system/stats` and message 191: this computer's own load, refreshed once a second while asked. */
export function systemStats(): string {
  const now = ticks()
  if (latest !== '' && now.atMs - before.atMs < 1_000) return latest
  const total = now.total - before.total
  const usage = total > 0 ? (100 * (now.busy - before.busy)) / total : 0
  before = now
  const used = totalmem() - freemem()
  latest = `{
\t"cpu":{
\t\t"usage_percent": ${usage},
\t\t"has_cgroup_usage": false,
\t\t"cgroup_usage_percent": 0,
\t\t"cgroup_available_percent": 100,
\t\t"cgroup_effective_cores": ${cpus().length},
\t\t"cgroup_usage_usec": 0,
\t\t"cgroup_user_usec": 0,
\t\t"cgroup_system_usec": 0},
\t"memory":{
\t\t"total": ${totalmem()},
\t\t"free": ${freemem()},
\t\t"cached": 0,
\t\t"used": ${used}},
\t"cgroup":{
\t\t"has_mem_limit": false,
\t\t"mem_limit": 0,
\t\t"has_cpu_limit": false,
\t\t"cpu_limit_cores": 0,
\t\t"has_cpu_weight": false,
\t\t"cpu_weight": 0,
\t\t"has_cpu_affinity": false,
\t\t"cpu_affinity": "0-${cpus().length - 1}"},
\t"cpu_throttling":{
\t\t"available": true,
\t\t"has_throttling": false,
\t\t"nr_periods": 0,
\t\t"nr_throttled": 0,
\t\t"throttled_usec": 0,
\t\t"throttled_percent": 0},
\t"io_stats":{
}}
`
  return latest
}

export function systemStatsAnswer(): Answer {
  return { ...text(systemStats()), type: 'text/json', unsized: true }
}

function ticks() {
  const all = cpus().map(({ times }) => times)
  const total = all.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
  const idle = all.reduce((sum, times) => sum + times.idle, 0)
  return { atMs: Date.now(), total, busy: total - idle }
}
