/** How sessions, comings and goings write the name of an account: kasmtech/KasmVNC common/rfb/VNCServerST.cxx. */
export function sessionNameOf(account: string): string {
  return account.replace(/[.:]/g, '_')
}
