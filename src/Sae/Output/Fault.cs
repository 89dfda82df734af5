using System.Text;
using System.Text.RegularExpressions;
using Sae.Flags;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>What went wrong, as one line and an exit code.</summary>
/// <param name="ExitCode">1: the work failed; 2: wrong use; 130 and 143: told to stop.</param>
/// <param name="Line">Place, finding and way out, on one line.</param>
internal sealed partial record Fault(int ExitCode, string Line)
{
    /// <summary>Words an exception.</summary>
    public static Fault Of(Exception exception, Session session) => exception switch
    {
        AggregateException { InnerException: { } inner } => Of(inner, session),
        OperationCanceledException when session.StopCode != 0 =>
            new Fault(session.StopCode, $"stopped: {(session.StopCode == 130 ? "Ctrl-C" : "asked to end")}. {session.Saved ?? "What was not finished has not been written."}"),
        OperationCanceledException when session.Machines is not null => new Fault(143, $"stopped: another machine was asked to end. {session.Saved ?? "What was not finished has not been written."}"),
        WrongUse => new Fault(2, OneLine(exception.Message)),
        ArgumentException => new Fault(2, OneLine(session.Say(ParameterName().Replace(exception.Message, "")))),
        InvalidDataException or TrainingException => new Fault(1, OneLine(session.Say(exception.Message))),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or IOException => new Fault(1, OneLine(session.Say(File(exception)))),
        OutOfMemoryException => new Fault(1, "memory: there is not enough. Take fewer rows with --rows, or fewer hidden units."),
        _ => new Fault(1, OneLine($"internal: {exception.GetType().Name}: {exception.Message.TrimEnd('.')}. Please report it with the command line.")),
    };

    // The library words its own faults with place, finding and way out; the system's ("Could not find file '/x'.") name the file in quotes.
    private static string File(Exception exception)
    {
        var path = exception is FileNotFoundException { FileName: { Length: > 0 } name } ? name
            : Quoted().Match(exception.Message) is { Success: true } quoted ? quoted.Groups[1].Value : null;
        if (!exception.Message.StartsWith("Could not find", StringComparison.Ordinal) && exception is FileNotFoundException or DirectoryNotFoundException) return exception.Message;
        return exception switch
        {
            FileNotFoundException => $"{path}: there is no such file. Check the path.",
            DirectoryNotFoundException => $"{path}: there is no such folder. Create it first, or check the path.",
            UnauthorizedAccessException when exception.Message.StartsWith("Access to the path", StringComparison.Ordinal) =>
                Directory.Exists(path) ? $"{path}: it is a folder, or may not be written. Give a file's path." : $"{path}: access is denied. Change its permissions, or take another path.",
            IOException when exception.HResult is NoSpaceLinux => $"{path ?? "output"}: the disk is full. Make room, or write elsewhere.",
            _ => exception.Message,
        };
    }

    private const int NoSpaceLinux = 28;

    private static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var c in text) line.Append(char.IsControl(c) ? ' ' : c);
        return line.ToString().Trim();
    }

    [GeneratedRegex(@" \(Parameter '[^']*'\)|\r?\nActual value was .*", RegexOptions.Singleline)]
    private static partial Regex ParameterName();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
