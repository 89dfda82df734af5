using System.CommandLine;
using Sae.Commands;
using Sae.Flags;
using Sae.Output;

if (args is ["--version"]) return Tool.ShowVersion();       // before anything heavy is loaded
return Tool.Run(args);

/// <summary>From the words of a command line to an exit code.</summary>
internal static class Tool
{
    public static int ShowVersion()
    {
        Console.Out.WriteLine(typeof(Tool).Assembly.GetName().Version!.ToString(3));
        return 0;
    }

    public static int Run(string[] words)
    {
        if (OperatingSystem.IsWindows()) Console.OutputEncoding = System.Text.Encoding.UTF8;
        using var session = new Session();
        try
        {
            return Run(words, session);
        }
        catch (Exception exception)
        {
            var fault = Fault.Of(exception, session);
            session.Error.WriteLine($"sae: {fault.Line}");
            return fault.ExitCode;
        }
    }

    private static int Run(string[] words, Session session)
    {
        var commands = new AllCommands();
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
