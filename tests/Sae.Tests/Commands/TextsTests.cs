using System.CommandLine;
using Sae.Flags;

namespace Sae.Tests.Commands;

/// <summary>Captions and labels on the command line: columns that are no inputs, and files beside the rows.</summary>
public sealed class TextsTests : IDisposable
{
    private static readonly string[] Quick = ["--scale", "minmax", "--hidden", "3", "--epochs", "2"];

    private readonly TemporaryFolder _folder = new();

    public TextsTests()
    {
        _folder.Write("numbers.csv", Table(text: false));
        _folder.Write("table.csv", Table(text: true));
        _folder.Write("captions.txt", string.Concat(Enumerable.Range(0, 30).Select(i => $"caption {i}\r\n")));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Model_learned_beside_texts_is_the_same_to_the_byte()
    {
        Train("numbers.csv", "plain.safetensors");
        Train("table.csv", "columns.safetensors", "--captions", "text", "--labels", "kind");
        Train("numbers.csv", "files.safetensors", "--captions", "captions.txt", "--labels", "table.csv:kind", "--run-dir", "run");
        Train("table.csv", "some.safetensors", "--captions", "text", "--labels", "4", "--rows", "20", "--validation", "0.2");
        Assert.Equal(Bytes("plain.safetensors"), Bytes("columns.safetensors"));
        Assert.Equal(Bytes("plain.safetensors"), Bytes("files.safetensors"));
        Run("encode", "columns.safetensors", "table.csv", "--captions", "text", "--output", "codes.csv");
        Run("encode", "plain.safetensors", "numbers.csv", "--output", "plain.csv");
        Assert.Equal(Bytes("plain.csv"), Bytes("codes.csv"));
        Run("evaluate", "columns.safetensors", "table.csv", "--labels", "kind");
        Run("score", "columns.safetensors", "table.csv", "--labels", "kind", "--output", "scores.csv");
        Run("inspect", "table.csv", "--labels", "kind");
    }

    [Fact]
    public void Run_notes_its_texts_and_goes_on_without_them_where_they_have_gone()
    {
        Train("numbers.csv", "m.safetensors", "--captions", "captions.txt", "--labels", "table.csv:kind", "--run-dir", "run");
        var notes = File.ReadAllText(_folder["run/options.json"]);
        Assert.Contains($"\"captions\":\"{_folder["captions.txt"]}\"", notes, StringComparison.Ordinal);
        Assert.Contains($"\"labels\":\"{_folder["table.csv"]}:kind\"", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("note", Run("train", "--resume", "run").Error, StringComparison.Ordinal);
        File.Delete(_folder["captions.txt"]);
        _folder.Write("table.csv", "other\n1\n");
        var resumed = Run("train", "--resume", "run").Error;
        Assert.Contains($"sae: note: {_folder["captions.txt"]}: is no longer there. The rows are taken without these texts.\n", resumed, StringComparison.Ordinal);
        Assert.Contains("table.csv: has no column 'kind'.", resumed, StringComparison.Ordinal);
    }

    [Fact]
    public void Column_is_taken_before_a_file_or_folder_of_its_name()
    {
        Directory.CreateDirectory(_folder["text"]);
        _folder.Write("kind", string.Concat(Enumerable.Repeat("of the file\n", 30)));
        var trained = Run(["train", "table.csv", .. Quick, "--captions", "text", "--labels", "kind", "--run-dir", "run", "--output", "m.safetensors"]);
        Assert.Contains("sae: note: table.csv: has a column 'text', and there is a file or folder of that name: the column is taken (--captions). Write ./text for the other.\n", trained.Error, StringComparison.Ordinal);
        var notes = File.ReadAllText(_folder["run/options.json"]);
        Assert.Contains("\"captions\":\"text\"", notes, StringComparison.Ordinal);
        Assert.Contains("\"labels\":\"kind\"", notes, StringComparison.Ordinal);
        Assert.Contains("\"row, 7\"", Run("units", "m.safetensors", "table.csv", "--captions", "text", "--top", "30", "--labels", "kind", "--json").Output, StringComparison.Ordinal);
        Assert.Contains("all rows have the same one ('of the file')", Tool.Run(_folder.Path, ["units", "m.safetensors", "table.csv", "--exclude", "text,kind", "--labels", "./kind"]).Error, StringComparison.Ordinal);
        Assert.Contains("all rows have the same one ('of the file')", Tool.Run(_folder.Path, ["units", "m.safetensors", "numbers.csv", "--labels", "kind"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void First_rows_go_with_a_file_of_texts_for_these_alone_or_for_all()
    {
        Train("numbers.csv", "m.safetensors");
        _folder.Write("ten.txt", string.Concat(Enumerable.Range(0, 10).Select(i => $"caption {i}\n")));
        _folder.Write("named.csv", "name\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"caption {i}\n")));
        string Units(string captions) => Run("units", "m.safetensors", "numbers.csv", "--rows", "10", "--captions", captions, "--json").Output;
        Assert.Contains("caption 9", Units("captions.txt"), StringComparison.Ordinal);
        Assert.Equal(Units("captions.txt"), Units("ten.txt"));
        Assert.Equal(Units("captions.txt"), Units("named.csv"));
        var refused = Tool.Run(_folder.Path, ["units", "m.safetensors", "numbers.csv", "--rows", "11", "--captions", "ten.txt"]);
        Assert.Equal((1, "sae: captions: there are 10, but numbers.csv has 30 rows, of which the first 11 are wanted. Give one for each row, in the same order.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal(2, Tool.Run(_folder.Path, ["units", "m.safetensors", "numbers.csv", "--rows", "31"]).ExitCode);
    }

    [Fact]
    public void Texts_can_be_put_beside_the_rows_that_a_run_has_noted()
    {
        Train("table.csv", "m.safetensors", "--captions", "text", "--labels", "kind", "--run-dir", "run");
        var data = new DataFlags(SparseAutoencoders.Choices.BuiltIn, optional: true);
        var command = new Command("serve") { data.Data };
        foreach (var option in data.Options) command.Add(option);
        Assert.Equal(("text", "kind"), Texts(data.ReadOptional(command.Parse([]), _folder["run"])));
        Assert.Equal(("other", "kind"), Texts(data.ReadOptional(command.Parse(["--captions", "other"]), _folder["run"])));
        Assert.Throws<WrongUse>(() => data.ReadOptional(command.Parse(["--captions", "other"]), _folder.Path));
        Assert.Throws<WrongUse>(() => data.ReadOptional(command.Parse(["--captions", "other", "--rows", "3"]), _folder["run"]));

        static (string?, string?) Texts(DataFlags.Request? request) => (request!.Options.Captions, request.Options.Labels);
    }

    [Theory]
    [InlineData("sae: table.csv: has no column 'txet' (--captions), and there is no file of that name. Did you mean 'text'? It has a, b, text, kind. Give one of these, its number from 1 on, or a file with a text for each row.\n", "table.csv", "--captions", "txet")]
    [InlineData("sae: table.csv: column 4 is asked for as an input (--columns) and as --labels. Take it as one of them.\n", "table.csv", "--columns", "a,kind", "--labels", "kind")]
    [InlineData("sae: captions: there are 31, but numbers.csv has 30 rows. Give one for each row, in the same order.\n", "numbers.csv", "--captions", "table.csv:text")]
    [InlineData("sae: table.csv, line 2, column 3 (text): 'row, 0' is not a number. Give numbers only: leave the column out (--exclude text), take it as --captions or --labels, or encode it as numbers.\n", "table.csv", "--labels", "kind")]
    public void Refusals_say_what_to_do(string line, string data, params string[] flags)
    {
        if (line.Contains("31", StringComparison.Ordinal)) _folder.Write("table.csv", Table(text: true) + "0.1,0.2,more,u\n");
        var result = Tool.Run(_folder.Path, ["train", data, .. flags, .. Quick, "--output", "m.safetensors"]);
        Assert.Equal((1, line), (result.ExitCode, result.Error));
    }

    private static string Table(bool text) => (text ? "a,b,text,kind\n" : "a,b\n")
        + string.Concat(Enumerable.Range(0, 30).Select(i => $"0.{i * 7 % 30:00},0.{i * 11 % 30:00}{(text ? $",\"row, {i}\",{"uv"[i % 2]}" : "")}\n"));

    private void Train(string data, string output, params string[] flags) => Run(["train", data, .. Quick, .. flags, "--output", output]);

    private byte[] Bytes(string file) => File.ReadAllBytes(_folder[file]);

    private Tool.Result Run(params string[] words)
    {
        var result = Tool.Run(_folder.Path, words);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
