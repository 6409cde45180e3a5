/** Words of the scripts that a device keeps. */
export const scriptsWords = {
  title: 'Scripts on the device',
  note: 'They run as root on the device itself, not on the machine behind it.',
  list: 'Scripts',
  upload: 'Upload a script',
  run: 'Run',
  runName: 'Run {{name}}',
  background: 'In the background',
  remove: 'Remove {{name}}',
  running: '{{name}} is running',
  output: 'Output of {{name}}',
  silent: 'It said nothing.',
  none: { what: 'No scripts yet', cause: 'A shell or Python script that is uploaded here stays on the device.' },
  removeTitle: 'Remove {{name}}?',
  removeText: 'The script is deleted from the device.',
  removeAction: 'Remove',
  did: { upload: 'Script {{name}} uploaded', run: 'Script {{name}} ran', remove: 'Script {{name}} removed' },
  failed: {
    upload: 'Script {{name}} was not uploaded',
    run: 'Script {{name}} did not run to its end',
    remove: 'Script {{name}} was not removed',
  },
} as const
