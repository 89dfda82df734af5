using System.CommandLine;
using Sae.Commands;

namespace Sae.Flags;

/// <summary>Writes help, wrapped for 100 columns, from what commands and flags say of themselves.</summary>
internal static class HelpText
{
    private const int Columns = 100;

    public static void Write(TextWriter writer, Command command, Command root)
    {
        if (command is Verb verb) WriteVerb(writer, verb, root);
        else WriteRoot(writer, root);
    }

    private static void WriteRoot(TextWriter writer, Command root)
    {
        writer.WriteLine($"{root.Name}: {root.Description}.");
        writer.WriteLine();
        writer.WriteLine("Usage: sae <command> [options]");
        Section(writer, "Commands", root.Subcommands.Select(command => (command.Name, command.Description!)));
        Section(writer, "Options", root.Options.Select(option => (Left(option), option.Description!)));
        Examples(writer,
        [
            ("the whole of it, on the images in the repository:", "sae demo"),
            ("learn, judge, look, use:", "sae train images.npy --hidden 196 --output model.safetensors"),
            ("", "sae evaluate model.safetensors images.npy"),
            ("", "sae features model.safetensors --output filters.png"),
            ("", "sae encode model.safetensors images.npy --output codes.npy"),
            ("vectors, as codes of which 32 of 1,024 are not 0:", "sae train vectors.npy --sparsity batch-topk --hidden 1024 --l0 32 --output model.safetensors"),
            ("", "sae encode model.safetensors vectors.npy --output codes.npz"),
        ]);
        writer.WriteLine();
        writer.WriteLine("sae <command> --help says more of each. Exit codes: 0 done, 1 the work failed, 2 wrong use.");
    }

    private static void WriteVerb(TextWriter writer, Verb verb, Command root)
    {
        writer.WriteLine($"sae {verb.Name}: {verb.Description}.");
        writer.WriteLine();
        writer.WriteLine($"Usage: {verb.Usage}");
        if (verb.Remarks.Length > 0)
        {
            writer.WriteLine();
            foreach (var line in Wrap(verb.Remarks, Columns)) writer.WriteLine(line);
        }
        if (verb.Arguments.Count > 0) Section(writer, "Arguments", verb.Arguments.Select(argument => (argument.Name, argument.Description!)));
        foreach (var group in verb.Options.Concat(root.Options.Where(option => option.Recursive)).GroupBy(option => ((IFlag)option).Group))
            Section(writer, group.Key, group.Select(option => (Left(option), Right(option))));
        Examples(writer, verb.Examples);
    }

    private static void Examples(TextWriter writer, IEnumerable<(string What, string Call)> examples)
    {
        writer.WriteLine();
        writer.WriteLine("Examples:");
        foreach (var (what, call) in examples)
        {
            if (what.Length > 0) writer.WriteLine($"  # {what}");
            writer.WriteLine($"  {call}");
        }
    }

    private static string Left(Option option) => option.HelpName is { } value ? $"{option.Name} {value}" : string.Join(", ", [option.Name, .. option.Aliases.Take(1)]);

    private static string Right(Option option)
    {
        var flag = (IFlag)option;
        string[] notes =
        [
            .. flag.Demanded ? ["required"] : Array.Empty<string>(),
            .. flag.Range.Length > 0 ? [flag.Range] : Array.Empty<string>(),
            .. flag.Default.Length > 0 ? [$"default {flag.Default}{(flag.DependsOnSparsity ? ", or what goes with --sparsity" : "")}"] : flag.DependsOnSparsity ? ["default as goes with --sparsity"] : Array.Empty<string>(),
        ];
        var text = notes.Length == 0 ? option.Description! : $"{option.Description} [{string.Join("; ", notes)}]";
        return string.Join('\n', [text, .. flag.Details]);
    }

    private static void Section(TextWriter writer, string title, IEnumerable<(string Left, string Right)> lines)
    {
        writer.WriteLine();
        writer.WriteLine($"{title}:");
        var all = lines.ToList();
        var indent = 2 + all.Max(line => line.Left.Length) + 2;
        foreach (var (left, right) in all)
        {
            var head = $"  {left}".PadRight(indent);
            foreach (var part in right.Split('\n').SelectMany(paragraph => Wrap(paragraph, Columns - indent)))
            {
                writer.WriteLine(head + part);
                head = new string(' ', indent);
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line += line.Length > 0 ? $" {word}" : word;
        }
        yield return line;
    }
}
