import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Relative URLs only: the same build is served by the gateway, by a device's own web root and by websockify.
  base: './',
  // No fallback to the page: an unknown path must be a 404, never HTML with status 200.
  appType: 'mpa',
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2022', // @novnc/novnc 1.7 has a top-level await
    outDir: 'dist',
    assetsInlineLimit: 0,
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'server-mock/**/*.test.ts'],
    environment: 'node',
  },
})
