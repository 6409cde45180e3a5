/** Keys that a browser or its system keeps for itself, for the keyboard menu. Names are the keys' own. */
export const chords: readonly { readonly label: string; readonly codes: readonly string[]; readonly asks?: true }[] = [
  // Restarts some systems at once, and is seldom meant by whoever only opens the menu.
  { label: 'Ctrl+Alt+Del', codes: ['ControlLeft', 'AltLeft', 'Delete'], asks: true },
  { label: 'Alt+Tab', codes: ['AltLeft', 'Tab'] },
  { label: 'Alt+F4', codes: ['AltLeft', 'F4'] },
  { label: 'Ctrl+Alt+F1', codes: ['ControlLeft', 'AltLeft', 'F1'] },
  { label: 'Ctrl+Alt+F2', codes: ['ControlLeft', 'AltLeft', 'F2'] },
  { label: 'Ctrl+Alt+F7', codes: ['ControlLeft', 'AltLeft', 'F7'] },
  { label: 'Ctrl+Shift+Esc', codes: ['ControlLeft', 'ShiftLeft', 'Escape'] },
  { label: 'Win', codes: ['MetaLeft'] },
  { label: 'Win+L', codes: ['MetaLeft', 'KeyL'] },
  { label: 'Print', codes: ['PrintScreen'] },
]
