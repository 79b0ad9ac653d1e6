export const linkUsage = `usage: gradewire link [options] -- <client command> [--peer -- <server command>]
       gradewire link --list | --show PROFILE

Runs two commands in sandboxes with an impaired link between them: the client at 10.77.0.1, the server, which is started
first, at 10.77.0.2; they know each other as "client" and "server". Without --peer nobody is there, and packets meet
closed ports. Both find the folder's files in /work, read-only, and may write in /tmp.

  --profile PROFILE   what the link does: a name (--list), a FILE.json, or a line of tc for both directions, such as
                      "delay 50ms 10ms loss 5%" (default: clean)
  --seed N            the same seed, the same fates (default: the profile's own, or 1)
  --link BACKEND      emulator (default), or netem of the kernel, where it has it
  --port N            start the client when something listens on this port, TCP or UDP (default: on any)
  --folder DIR        what both commands find in /work (default: the current folder)
  --language L        whose image both run in (default: told from each command and from the folder)
  --build COMMAND     a shell command that builds the programs, in a copy of the folder
  --stdin FILE        what the client reads on its standard input (default: nothing)
  --linger SECONDS    how long the server may go on after the client (default: 0.5)
  --time-limit SECONDS  how long it all may take (default: 60)
  --capture FILE      where every packet goes, before and after the link, with what befell it
                      (default: gradewire-link.pcapng)
  --quiet             the programs' output as it is, and no summary
  --json              the summary as JSON; what the programs print then goes to standard error
  --list              the profiles that have a name
  --show PROFILE      the profile as commands of tc; with --json as a file to start from
  --help

exit code: 0 both ended well, or the server was ended after the client; 1 one of them did not, or nothing could be built;
2 bad usage, or a command that cannot be started; 3 a fault of Gradewire or its machine; 130 interrupted`;
