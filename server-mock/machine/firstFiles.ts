/** What is on the disk of a machine that was just installed. */
export const firstFiles: Readonly<Record<string, string>> = {
  '/home/ops/notes.txt': [
    '# Watch notes',
    '',
    '09:10  Second supply of rack 7 is back',
    '09:25  Backups finished, 412 GiB',
    '09:40  Firmware of the switch: on Thursday',
    '',
    '# To do',
    '- Replace the fan of the old mail host',
    '- Ask for a longer cable',
    '',
  ].join('\n'),
  '/home/ops/welcome.txt': [
    'This machine is simulated, and does what machines do:',
    'it boots, it crashes when its power is cut, it starts from',
    'an attached image, and it remembers the files you save.',
    '',
  ].join('\n'),
  '/home/ops/logs/backup.log': '09:05:11 started\n09:24:58 412 GiB written\n09:25:02 finished\n',
  '/etc/hostname': 'harbor\n',
  '/etc/motd': 'Fair winds.\n',
  '/var/log/system.log': 'system log started\n',
}
