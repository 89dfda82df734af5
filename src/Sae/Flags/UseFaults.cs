using System.CommandLine;
using System.CommandLine.Parsing;
using Sae.Commands;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>Words what the parser found wrong.</summary>
internal static class UseFaults
{
    /// <summary>The first fault of a command line, or null.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <param name="words">The words it was made of.</param>
    public static WrongUse? First(ParseResult parse, IReadOnlyList<string> words)
    {
        var command = parse.CommandResult.Command;
        var where = command is Verb ? command.Name : "command line";
        var literal = words.ToList().IndexOf("--") is >= 0 and var end ? words.Skip(end + 1).ToList() : [];
        var loose = parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens).Select(token => token.Value)
            .Concat(parse.UnmatchedTokens).ToList();

        if (ValueOfSwitch(parse, words) is { } value) return value;
        if (loose.FirstOrDefault(word => word.StartsWith('-') && word.Length > 1 && !literal.Contains(word)) is { } flag) return UnknownFlag(where, flag, parse);
        if (command is not Verb && loose.Count > 0) return UnknownCommand(loose[0], command);
        if (parse.UnmatchedTokens.Count > 0)
            return new WrongUse(where, $"'{parse.UnmatchedTokens[0]}' is one argument too many", $"Usage: {Usage(command)}");
        var demanding = command is not Verb { Instead: { } instead } || parse.GetResult(instead) is not { Implicit: false };
        foreach (var argument in command.Arguments.Where(argument => argument.Name[0] != '['))      // brackets: it can be left out
        {
            if (demanding && (parse.GetResult(argument) is not { Tokens.Count: > 0 } given || given.Tokens[0].Value.Length == 0))
                return new WrongUse(where, $"{argument.Name} is missing", $"Usage: {Usage(command)}");
        }
        foreach (var option in Options(parse))
        {
            if (parse.GetResult(option) is not { Implicit: false } result)
            {
                if (demanding && option is IFlag { Demanded: true }) return new WrongUse(where, $"{option.Name} is missing", $"Add {option.Name} {option.HelpName}");
            }
            else if (result.IdentifierTokenCount > 1 && option.ValueType != typeof(bool)) return new WrongUse(option.Name, "it is given more than once", "Give it once");
            else if (result.Tokens.Count < option.Arity.MinimumNumberOfValues) return new WrongUse(option.Name, "its value is missing", $"Write {option.Name} {option.HelpName}");
        }
        return command is Verb && parse.Errors.Count > 0 ? new WrongUse(where, parse.Errors[0].Message.TrimEnd('.'), $"See sae {command.Name} --help") : null;
    }

    // The parser would take the number after a switch for a file's name.
    private static WrongUse? ValueOfSwitch(ParseResult parse, IReadOnlyList<string> words)
    {
        foreach (var (i, word) in words.TakeWhile(word => word != "--").Index())
        {
            var parts = word.Split(['=', ':'], 2);
            if (Options(parse).OfType<Switch>().FirstOrDefault(option => option.Name == parts[0]) is not { } flag) continue;
            var value = parts.Length > 1 ? parts[1] : flag.Meant.Count > 0 && i + 1 < words.Count && LooksLikeNumber(words[i + 1]) ? words[i + 1] : null;
            if (value is null) continue;
            var meant = string.Join(" or ", flag.Meant.Select(other => $"{flag.Name} {other.Flag} {value} ({other.Summary})"));
            return new WrongUse(flag.Name, $"it takes no value, and has '{value}'", meant.Length > 0 && LooksLikeNumber(value) ? $"Write {meant}" : $"Write {flag.Name} alone");
        }
        return null;
    }

    // Wide enough for mistyped ones ("0,001"), so that they are refused as what they were meant to be.
    private static bool LooksLikeNumber(string word) =>
        word.Any(char.IsAsciiDigit) && word.All(c => char.IsAsciiDigit(c) || "+-.,eE%".Contains(c, StringComparison.Ordinal));

    private static WrongUse UnknownFlag(string where, string word, ParseResult parse)
    {
        var name = word.Split('=', ':')[0];
        var meant = Nearest.To(name, Options(parse).Select(option => option.Name));
        var all = parse.CommandResult.Command is Verb verb ? $"sae {verb.Name} --help" : "sae --help";
        return new WrongUse(where, $"there is no flag {name}", $"{(meant is not null ? $"Did you mean {meant}? " : "")}All flags are in {all}");
    }

    private static WrongUse UnknownCommand(string word, Command root)
    {
        var meant = Nearest.To(word, root.Subcommands.Select(command => command.Name));
        return new WrongUse($"'{word}'", "there is no such command", $"{(meant is not null ? $"Did you mean {meant}? " : "")}All commands are in sae --help");
    }

    private static IEnumerable<Option> Options(ParseResult parse) =>
        parse.CommandResult.Command is Verb verb
            ? verb.Options.Concat(parse.RootCommandResult.Command.Options.Where(option => option.Recursive))
            : parse.CommandResult.Command.Options;

    private static string Usage(Command command) => command is Verb verb ? verb.Usage : "sae <command>";
}
