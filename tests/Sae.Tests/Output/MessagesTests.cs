using System.Text.RegularExpressions;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Tests.Output;

/// <summary>The library's messages speak C#; the command line says the same with its flags, and leaves what users wrote as it is.</summary>
public sealed partial class MessagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The libraries' lines of code, without comments. Pages are for those who look at them, and speak the command line.</summary>
    private static IReadOnlyList<(string Place, string Code)> Lines { get; } =
    [
        .. from project in Directory.EnumerateDirectories(Path.Combine(Tool.Repository, "src"), "SparseAutoencoders*")
           from path in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
           where Path.GetFileName(path) != "FlagWords.cs"
           from line in File.ReadLines(path).Index()
           let code = Comment().Replace(line.Item, "")
           where code.Contains('"', StringComparison.Ordinal)
           select ($"{Path.GetFileName(path)}, line {line.Index + 1}: {code.Trim()}", code),
    ];

    [Fact]
    public void Libraries_name_no_flag_and_no_command()
    {
        Assert.True(Lines.Count > 1000, $"only {Lines.Count} lines were found");
        Assert.DoesNotContain(Lines, line => Flag().IsMatch(line.Code));
    }

    [Fact]
    public void Every_term_of_a_message_is_known_to_the_command_line()
    {
        var terms = Lines.SelectMany(line => Term().Matches(line.Code).Select(term => (line.Place, Term: term.Value.Replace("\\\"", "\"", StringComparison.Ordinal)))).ToList();
        Assert.True(terms.Count > 60, $"only {terms.Count} terms were found");
        Assert.All(terms, term => Assert.True(FlagWords.BuiltIn.Say(Filled().Replace(term.Term, "1")) is ['-', '-', ..] or "sae train", term.Place));
    }

    [Theory]
    [InlineData("Scale the rows (`MinMaxScaling`) or decode without the sigmoid (`OutputFunction.Linear`).", "Scale the rows (--scale minmax) or decode without the sigmoid (--decoder linear).")]
    [InlineData("`HiddenUnits`: 0 is not allowed. Give a value at least 1.", "--hidden: 0 is not allowed. Give a value at least 1.")]
    [InlineData("`L0`: 300 units cannot be active on a row. Ask for fewer (`L0`).", "--l0: 300 units cannot be active on a row. Ask for fewer (--l0).")]
    [InlineData("Hold ρ exactly (`HeldOptions`), or give a larger `Beta` than 1.", "Hold ρ exactly (--hold-rho), or give a larger --beta than 1.")]
    [InlineData("leave the column out (`Exclude = [\"id\"]`), or train with `Imputation.Mean`.", "leave the column out (--exclude id), or train with --impute mean.")]
    [InlineData("pass `Header = true`. pass `Header = false`.", "pass --header. pass --no-header.")]
    [InlineData("(`Patches = new(12, 12)`), `Columns = [\"1-4\"]`, `Tensor = \"NAME\"`", "(--patches 12x12), --columns 1-4, --tensor NAME")]
    [InlineData("Go on with it (`RunFolder.Open` a/run), or give `RunFolder.Create` a new folder.", "Go on with it (--resume a/run), or give --run-dir a new folder.")]
    [InlineData("`Unknown` stays, `beta` and Beta too, ` Beta ` and a/`Beta`.csv, `Beta`s, `Beta = x`", "`Unknown` stays, `beta` and Beta too, ` Beta ` and a/`Beta`.csv, `Beta`s, `Beta = x`")]
    [InlineData("`HeldOptions` `Contrast = 0.5` `HiddenUnits = 64`.", "--hold-rho --contrast 0.5 --hidden 64.")]
    public void Message_is_said_with_flags(string message, string said) => Assert.Equal(said, FlagWords.BuiltIn.Say(message));

    [Fact]
    public void What_was_given_is_kept_to_the_letter() => Assert.Equal(
        "a `Beta` b.csv: no. a `Beta` b.csv: no. Take a smaller --beta.",
        FlagWords.BuiltIn.Say("a `Beta` b.csv: no. a `Beta` b.csv: no. Take a smaller `Beta`.", ["train", "a `Beta` b.csv"]));

    [Fact]
    public void Lines_are_those_of_the_command_line()
    {
        _folder.Write("outside.npy", Samples.Npy(new[,] { { 0.1, 0.2 }, { 0.3, 1.5 } }));
        _folder.Write("words.csv", "id,x\nred,1\n");
        Assert.Equal("sae: outside.npy, row 2, column 2, counted from 1: 1.5 lies outside [0, 1], where a sigmoid decoder and cross-entropy cannot reach. Scale the rows (--scale minmax) or decode without the sigmoid (--decoder linear).\n",
            Tool.Run(_folder.Path, "train", "outside.npy", "--output", "m").Error);
        Assert.Equal("sae: words.csv, line 2, column 1 (id): 'red' is not a number. Give numbers only: leave the column out (--exclude id), take it as --captions or --labels, or encode it as numbers.\n",
            Tool.Run(_folder.Path, "train", "words.csv", "--output", "m").Error);
        Assert.Equal("sae: loss: cross-entropy is not defined for a linear decoder. Use --loss squared-error or --decoder sigmoid.\n",
            Tool.Run(_folder.Path, "train", "outside.npy", "--output", "m", "--loss", "cross-entropy", "--decoder", "linear").Error);
    }

    [Theory]
    [InlineData("`Beta`", "`Beta`")]
    [InlineData("data/x `Beta` y.csv", "data/x `Beta` y.csv")]
    [InlineData("data/x `Beta` y.csv", "data")]
    [InlineData("data/x `Beta` y.csv", "data/*.csv")]
    [InlineData("x `Beta` y.csv", "*.csv")]
    public void Files_keep_their_names(string name, string given)
    {
        if (name.Contains('/', StringComparison.Ordinal)) Directory.CreateDirectory(Path.Combine(_folder.Path, "data"));
        _folder.Write(name, "a,b\n1,2\n3,\n"u8.ToArray());
        var error = Tool.Run(_folder.Path, "train", given, "--output", "m").Error;
        Assert.StartsWith($"sae: {name}", error, StringComparison.Ordinal);
        if (name.EndsWith(".csv", StringComparison.Ordinal)) Assert.EndsWith("(--impute mean).\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_and_cells_are_never_taken_for_terms()
    {
        _folder.Write("a.csv", "`Beta`,b\n1,2\n3,`MinMaxScaling`\n");
        Assert.Contains("'\\u0060MinMaxScaling\\u0060' is not a number.", Tool.Run(_folder.Path, "train", "a.csv", "--output", "m").Error, StringComparison.Ordinal);
        Assert.Contains("column 1 (\\u0060Beta\\u0060)", Tool.Run(_folder.Path, "train", "a.csv", "--exclude", "b", "--output", "m").Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s*//.*$|(?<=[\s;{}])// .*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"--[a-z]|'sae |\bsae (train|serve|evaluate|encode|check|report)\b")]
    private static partial Regex Flag();

    [GeneratedRegex(@"`[A-Za-z][A-Za-z0-9.]*(?: = [^`]+)?`")]
    private static partial Regex Term();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Filled();
}
