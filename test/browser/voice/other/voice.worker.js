// An older version of the worker, as it may lie about on a site: it greets, but speaks other messages.
postMessage({ type: 'ready', protocol: 1 });
