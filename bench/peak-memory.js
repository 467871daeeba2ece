process.on('exit', () => console.error(`peak memory: ${process.resourceUsage().maxRSS} KiB`));
