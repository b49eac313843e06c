/** Why a server cannot listen, and what to do about it. */
export function bindFailure(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use. Stop what listens there, or choose another with --port (0: any).`;
    case 'EACCES':
      return `Port ${port} needs more rights. Choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}. Choose another with --host, such as 127.0.0.1.`;
    default:
      return `The relay cannot listen on ${host}:${port} (${error.code}).`;
  }
}
