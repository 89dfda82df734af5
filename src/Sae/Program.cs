using System.CommandLine;
using Sae.Commands;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

if (OperatingSystem.IsWindows()) Console.OutputEncoding = System.Text.Encoding.UTF8;
if (args is ["--version"]) return Tool.ShowVersion();       // before anything heavy is loaded
// mpirun gives its processes a terminal to write to, on which .NET would leave signs of its own, even where the output then goes to a file.
if (MachineFlags.IsNamed(args)) Environment.SetEnvironmentVariable("TERM", null);
return Tool.Run(args, AllCommands.Choices, Console.Out, Console.Error);

/// <summary>From the words of a command line to an exit code.</summary>
internal static class Tool
{
    public static int ShowVersion()
    {
        Console.Out.WriteLine(typeof(Tool).Assembly.GetName().Version!.ToString(3));
        return 0;
    }

    /// <param name="words">The command line.</param>
    /// <param name="choices">What there is to choose from: a program of your own adds to it.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    public static int Run(string[] words, Choices choices, TextWriter output, TextWriter error)
    {
        using var session = new Session(words, choices, output, error);
        try
        {
            var code = Run(words, session);
            session.Machines?.Leave();
            return code;
        }
        catch (Exception exception)
        {
            var fault = Fault.Of(exception, session);
            if (session.Machines is { } machines) return machines.Fail(fault, exception, session.Cancellation);
            session.Error.WriteLine($"sae: {fault.Line}");
            return fault.ExitCode;
        }
    }

    private static int Run(string[] words, Session session)
    {
        var commands = new AllCommands(session.Choices);
        var parse = commands.Root.Parse(words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parse.GetValue(commands.Help) && (parse.CommandResult.Command is Verb || parse.UnmatchedTokens.Count == 0))
        {
            HelpText.Write(session.Out, parse.CommandResult.Command, commands.Root);
            return 0;
        }
        if (UseFaults.First(parse, words) is { } fault) throw fault;
        if (parse.GetValue(commands.Version)) return ShowVersion();
        if (parse.CommandResult.Command is Verb verb) return verb.Run(parse, session);
        HelpText.Write(session.Error, commands.Root, commands.Root);
        return 2;
    }
}
