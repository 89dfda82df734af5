using System.Globalization;
using System.Text.Json.Nodes;

namespace Sae.Tests.Commands;

/// <summary>sae units, sae similar and sae compare, on small models of rows whose meaning is known: of four kinds of rows each kind has two inputs of its own.</summary>
public sealed class MeaningCommandTests(MeaningCommandTests.Trained trained) : IClassFixture<MeaningCommandTests.Trained>, IDisposable
{
    private const int RowCount = 120;

    private static readonly string[] Kinds = ["horse", "apple", "king", "sea"];

    private readonly TemporaryFolder _folder = new();

    /// <summary>The rows, what is written beside them, and models of two seeds, of fewer units, of the other family and of other rows.</summary>
    public sealed class Trained : IDisposable
    {
        public TemporaryFolder Folder { get; } = new();

        public Trained()
        {
            var table = new double[RowCount, 8];
            var random = new Random(3);
            for (var r = 0; r < RowCount; r++)
                for (var j = 0; j < 8; j++) table[r, j] = 0.05 * random.NextDouble() + (j / 2 == r % 4 ? 1 + r % 7 / 10.0 : 0);
            Folder.Write("rows.npy", Samples.Npy(table));
            Folder.Write("other.npy", Samples.Npy(Samples.Table(RowCount, 6)));
            Folder.Write("captions.txt", string.Concat(Enumerable.Range(0, RowCount).Select(r => $"{Caption(r)}\n")));
            Folder.Write("beside.csv", "kind,size\n" + string.Concat(Enumerable.Range(0, RowCount).Select(r => string.Create(CultureInfo.InvariantCulture, $"{Kinds[r % 4]},{r % 7 + (r % 4 == 2 ? 10.5 : 0.5)}\n"))));
            Train("m.safetensors", "rows.npy", "1", "8", "topk", "--l0", "2");
            Train("seed2.safetensors", "rows.npy", "2", "8", "topk", "--l0", "2");
            Train("few.safetensors", "rows.npy", "3", "5", "topk", "--l0", "1");
            Train("kl.safetensors", "rows.npy", "1", "8", "kl", "--scale", "standard");
            Train("other.safetensors", "other.npy", "1", "8", "topk", "--l0", "2");
        }

        public void Dispose() => Folder.Dispose();

        private void Train(string output, string data, string seed, string hidden, string sparsity, params string[] more) =>
            Tool.Run(Folder.Path, ["train", data, "--hidden", hidden, "--sparsity", sparsity, "--decoder", "linear", "--learning-rate", "0.01", "--epochs", "30", "--batch", "30", "--seed", seed, .. more, "--output", output]).Ok();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Units_of_rows_alone_are_told_by_their_strongest_rows()
    {
        var json = Run("units", "m.safetensors", "rows.npy", "--json").Json;
        Assert.Equal(["rows", "hidden_units", "live_units", "units"], json.Select(entry => entry.Key));
        Assert.Equal((RowCount, 8), ((int)json["rows"]!, (int)json["hidden_units"]!));
        var units = json["units"]!.AsArray();
        Assert.Equal(Enumerable.Range(0, 8), units.Select(unit => (int)unit!["unit"]!));
        Assert.Equal((int)json["live_units"]!, units.Count(unit => (int)unit!["active_rows"]! > 0));
        Assert.All(units, unit => Assert.Equal(["unit", "active_rows", "active_share", "activation_mean", "activation_max", "rows"], unit!.AsObject().Select(entry => entry.Key)));

        // The same as the codes themselves say.
        Run("encode", "m.safetensors", "rows.npy", "--output", _folder["codes.csv"]);
        var codes = File.ReadAllLines(_folder["codes.csv"]).Select(line => line.Split(',').Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        foreach (var unit in units)
        {
            var values = codes.Select(row => row[(int)unit!["unit"]!]).ToArray();
            var active = values.Count(value => value > 0);
            Assert.Equal(active, (int)unit!["active_rows"]!);
            Assert.Equal(active / (double)RowCount, (double)unit["active_share"]!, 1e-12);
            Assert.Equal(values.Where(value => value > 0).Select(value => (double)value).DefaultIfEmpty().Average(), (double)unit["activation_mean"]!, 1e-6);
            Assert.Equal(values.Max(), (double)unit["activation_max"]!, 1e-6);
            Assert.Equal(Enumerable.Range(0, RowCount).Where(row => values[row] > 0).OrderByDescending(row => values[row]).ThenBy(row => row).Take(10), unit["rows"]!.AsArray().Select(row => (int)row!));
        }
    }

    [Fact]
    public void Units_of_rows_with_captions_and_classes_are_told_by_words_and_by_the_label_they_tell_best()
    {
        string[] beside = ["units", "m.safetensors", "rows.npy", "--captions", "captions.txt", "--labels", "beside.csv:kind"];
        var units = Run([.. beside, "--top", "3", "--sort", "label", "--json"]).Json["units"]!.AsArray();
        Assert.All(units, unit => Assert.Equal(["unit", "active_rows", "active_share", "activation_mean", "activation_max", "rows", "captions", "words",
            "label", "label_threshold", "label_precision", "label_recall", "label_f1", "label_auc"], unit!.AsObject().Select(entry => entry.Key)));
        var scores = units.Select(unit => (double?)unit!["label_f1"] ?? -1).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
        var best = units[0]!;
        Assert.Equal(3, best["rows"]!.AsArray().Count);
        Assert.Equal(best["rows"]!.AsArray().Select(row => Caption((int)row!)), best["captions"]!.AsArray().Select(caption => (string)caption!));
        Assert.All(best["rows"]!.AsArray(), row => Assert.Equal((string)best["label"]!, Kinds[(int)row! % 4]));
        Assert.Equal((string)best["label"]!, (string)best["words"]![0]!);
        Assert.InRange((double)best["label_f1"]!, 0.9, 1);

        // Only those that tell a label, or have a word.
        var label = (string)best["label"]!;
        Assert.All(Run([.. beside, "--label", label, "--json"]).Json["units"]!.AsArray(), unit => Assert.Equal(label, (string?)unit!["label"]));
        var withWord = Run([.. beside, "--word", label.ToUpperInvariant(), "--json"]).Json["units"]!.AsArray();
        Assert.NotEmpty(withWord);
        Assert.All(withWord, unit => Assert.Contains(label, unit!["words"]!.AsArray().Select(word => (string)word!)));

        // Which columns there are does not depend on which units are shown.
        Run([.. beside, "--label", "nothing", "--output", _folder["none.csv"]]);
        Assert.Equal("unit,active_rows,active_share,activation_mean,activation_max,rows,captions,words,label,label_threshold,label_precision,label_recall,label_f1,label_auc\n", File.ReadAllText(_folder["none.csv"]));
        Assert.Equal("no unit fits\n", Run([.. beside, "--label", "nothing"]).Output);

        var shown = Run([.. beside, "--sort", "label", "--limit", "1"]).Output.Split('\n');
        Assert.Matches($@"^unit {(int)best["unit"]!}: active on \d+(\.\d+)? % of the rows, at most [\d.]+; tells {label}: F1 \d\.\d\d \(precision \d\.\d\d, recall \d\.\d\d\), AUC \d\.\d\d$", shown[0]);
        Assert.StartsWith($"  words: {label}", shown[1], StringComparison.Ordinal);
        Assert.StartsWith($"  row {(int)best["rows"]![0]!}: ", shown[2], StringComparison.Ordinal);
        Assert.Equal("and 7 more: --limit shows more, --output writes all", shown[^2]);
    }

    [Theory]
    [InlineData("active", "active_share")]
    [InlineData("strength", "activation_max")]
    public void Units_are_sorted_the_largest_first(string order, string figure)
    {
        var figures = Run("units", "m.safetensors", "rows.npy", "--sort", order, "--json").Json["units"]!.AsArray().Select(unit => (double)unit![figure]!).ToList();
        Assert.Equal(figures.OrderDescending(), figures);
    }

    [Fact]
    public void Labels_that_are_numbers_have_a_rank_correlation()
    {
        var units = Run("units", "kl.safetensors", "rows.npy", "--labels", "beside.csv:size", "--sort", "label", "--json").Json["units"]!.AsArray();
        Assert.All(units, unit => Assert.Equal(["unit", "active_rows", "active_share", "activation_mean", "activation_max", "rows", "rank_correlation"], unit!.AsObject().Select(entry => entry.Key)));
        var sizes = units.Select(unit => Math.Abs((double?)unit!["rank_correlation"] ?? -1)).ToList();
        Assert.Equal(sizes.OrderDescending(), sizes);
        Assert.InRange(sizes[0], 0.3, 1);
        var said = Run("units", "kl.safetensors", "rows.npy", "--labels", "beside.csv:size", "--sort", "label", "--limit", "1").Output;
        Assert.Matches(@"; rank correlation with the label -?0\.\d\d\n", said);
        Assert.Contains($" ({Size((int)units[0]!["rows"]![0]!)})\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_is_the_same_in_all_three_kinds_of_file_and_as_json()
    {
        string[] words = ["units", "m.safetensors", "rows.npy", "--captions", "captions.txt", "--labels", "beside.csv:kind", "--with", "seed2.safetensors,few.safetensors"];
        foreach (var ending in new[] { "csv", "json", "parquet" })
        {
            var output = _folder["table." + ending];
            Assert.EndsWith($"8 units written to {output}\n", Run([.. words, "--output", output]).Output, StringComparison.Ordinal);
        }
        var json = Run([.. words, "--output", _folder["again.json"], "--json"]).Json;
        Assert.Equal(["rows", "hidden_units", "live_units", "output", "units"], json.Select(entry => entry.Key));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(_folder["table.json"])), json["units"]));
        Assert.Equal(File.ReadAllBytes(_folder["table.json"]), File.ReadAllBytes(_folder["again.json"]));
        Assert.Contains("stability", json["units"]![0]!.AsObject().Select(entry => entry.Key));
        Assert.All(json["units"]!.AsArray(), unit => Assert.Contains((double)unit!["stability"]!, new[] { 0, 0.5, 1 }));

        // Read as rows, by our own readers, which others' programs are tested to agree with.
        var (csv, parquet) = (Read("table.csv"), Read("table.parquet"));
        Assert.All(["rows", "inputs", "min", "max", "mean"], key => Assert.Equal((double)csv[key]!, (double)parquet[key]!));
        JsonObject Read(string file) => Run("inspect", _folder[file], "--columns", "unit,active_rows,active_share,activation_mean,activation_max,stability", "--json").Json;
    }

    [Fact]
    public void Captions_cannot_break_the_terminal_nor_a_table()
    {
        _folder.Write("evil.txt", string.Concat(Enumerable.Range(0, RowCount).Select(_ => "\u001b[2J\u009b31m\u202e\"a\",b;\t😀 end\u0007\n")));
        _folder.Write("evil.csv", "kind\n" + string.Concat(Enumerable.Range(0, RowCount).Select(r => $"\"\u001b[31m{Kinds[r % 4]}\nx\"\n")));
        string[] beside = ["rows.npy", "--captions", _folder["evil.txt"], "--labels", _folder["evil.csv"] + ":kind"];
        foreach (var output in new[]
        {
            Run(["units", "m.safetensors", .. beside]).Output, Run(["similar", "m.safetensors", .. beside, "--row", "3"]).Output, Run(["similar", "m.safetensors", .. beside, "--row", "3", "--json"]).Output,
            Run(["units", "m.safetensors", .. beside, "--output", _folder["a.csv"], "--json"]).Output,
        })
        {
            Assert.DoesNotContain(output, c => char.IsControl(c) && c != '\n');
            if (output[0] != '{') Assert.DoesNotContain('\u202e', output);
            if (output[0] != '{') Assert.Contains("😀 end", output, StringComparison.Ordinal);
        }
        Assert.Equal((8.0, 2.0), (Run("inspect", _folder["a.csv"], "--columns", "unit,active_rows", "--json").Json is var table ? (double)table["rows"]! : 0, (double)table["inputs"]!));
    }

    [Fact]
    public void Similar_rows_are_of_one_kind_and_say_by_which_units()
    {
        var json = Run("similar", "m.safetensors", "rows.npy", "--row", "17", "--captions", "captions.txt", "--labels", "beside.csv:kind", "--top", "5", "--json").Json;
        Assert.Equal(["row", "similar"], json.Select(entry => entry.Key));
        var similar = json["similar"]!.AsArray();
        Assert.Equal((17, 5), ((int)json["row"]!, similar.Count));
        Assert.All(similar, near =>
        {
            Assert.Equal(["row", "cosine", "caption", "label", "units"], near!.AsObject().Select(entry => entry.Key));
            Assert.Equal((Kinds[1], Caption((int)near["row"]!)), ((string)near["label"]!, (string)near["caption"]!));
            Assert.Equal((double)near["cosine"]!, near["units"]!.AsArray().Sum(unit => (double)unit!["share"]!), 1e-9);
        });
        var shown = Run("similar", "m.safetensors", "rows.npy", "--row", "17", "--captions", "captions.txt", "--labels", "beside.csv:kind", "--top", "5").Output.Split('\n');
        Assert.Equal($"row 17 (apple): {Caption(17)}", shown[0]);
        Assert.Matches(@"^  [01]\.\d{3}  row \d+ \(apple\): ", shown[1]);
        Assert.Matches(@"^         units \d \([01]\.\d\d\)", shown[2]);
        Assert.Equal(12, shown.Length);
        Assert.Equal(["row", "cosine", "units"], Run("similar", "m.safetensors", "rows.npy", "--row", "0", "--json").Json["similar"]![0]!.AsObject().Select(entry => entry.Key));
    }

    [Fact]
    public void Rows_of_a_unit_are_those_that_it_makes_up_and_a_unit_that_is_silent_has_none()
    {
        var units = Run("units", "m.safetensors", "rows.npy", "--json").Json["units"]!.AsArray();
        foreach (var unit in units)
        {
            var number = ((int)unit!["unit"]!).ToString(CultureInfo.InvariantCulture);
            var json = Run("similar", "m.safetensors", "rows.npy", "--unit", number, "--top", "1000", "--json").Json;
            Assert.Equal((number, (int)unit["active_rows"]!), (json["unit"]!.ToJsonString(), json["similar"]!.AsArray().Count));
            var cosines = json["similar"]!.AsArray().Select(near => (double)near!["cosine"]!).ToList();
            Assert.Equal(cosines.OrderDescending(), cosines);
            if ((int)unit["active_rows"]! == 0) Assert.Equal($"unit {number}\n  it is active on no row\n", Run("similar", "m.safetensors", "rows.npy", "--unit", number).Output);
        }
        Assert.Equal("row 0\n  no other row has an active unit in common with it\n", Run("similar", "m.safetensors", "rows.npy", "--rows", "1", "--row", "0").Output);
    }

    [Fact]
    public void A_model_compared_with_itself_is_found_again_as_far_as_its_units_are_alive()
    {
        var json = Run("compare", "m.safetensors", "m.safetensors", "--json").Json;
        Assert.Equal(["hidden_units", "found_again", "alone", "stability_mean", "pairs"], json.Select(entry => entry.Key));
        Assert.Equal((8, 1.0, 0, 1.0), ((int)json["hidden_units"]!, (double)json["found_again"]!, (int)json["alone"]!, (double)json["stability_mean"]!));
        Assert.All(json["pairs"]!.AsArray(), pair =>
        {
            Assert.Equal(["unit", "other", "decoder_cosine", "encoder_cosine", "found_again"], pair!.AsObject().Select(entry => entry.Key));
            Assert.Equal(((int)pair["unit"]!, true), ((int)pair["other"]!, (bool)pair["found_again"]!));
            Assert.Equal(1, (double)pair["decoder_cosine"]!, 1e-6);
        });
        var live = (int)Run("units", "m.safetensors", "rows.npy", "--json").Json["live_units"]!;
        json = Run("compare", "m.safetensors", "m.safetensors", "rows.npy", "--json").Json;
        Assert.InRange((int)json["alone"]!, 8 - live, 8 - live);
        Assert.All(json["pairs"]!.AsArray(), pair => Assert.Equal(1, (double)pair!["activation_correlation"]!, 1e-6));
    }

    [Fact]
    public void Several_models_give_each_unit_a_stability()
    {
        var output = _folder["stability.csv"];
        var json = Run("compare", "m.safetensors", "seed2.safetensors", "rows.npy", "--with", "few.safetensors,kl.safetensors,m.safetensors", "--output", output, "--json").Json;
        Assert.Equal(["hidden_units", "found_again", "alone", "found_again_2", "alone_2", "found_again_3", "alone_3", "found_again_4", "alone_4", "stability_mean", "output", "pairs"], json.Select(entry => entry.Key));
        double[] shares = [.. new[] { "found_again", "found_again_2", "found_again_3", "found_again_4" }.Select(key => (double)json[key]!)];
        Assert.Equal(shares.Average(), (double)json["stability_mean"]!, 1e-12);
        Assert.InRange(shares[0], 0.25, 1);
        Assert.InRange(shares[1], 0, 5 / 8.0);
        var lines = File.ReadAllLines(output);
        Assert.Equal(("unit,stability,other,decoder_cosine,encoder_cosine,activation_correlation", 9), (lines[0], lines.Length));
        Assert.Equal(shares.Average(), lines[1..].Average(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)), 1e-12);
        foreach (var pair in json["pairs"]!.AsArray()) Assert.Equal(pair!["other"]!.ToJsonString(), lines[1 + (int)pair["unit"]!].Split(',')[2]);
        var said = Run("compare", "m.safetensors", "seed2.safetensors", "--with", "few.safetensors", "--limit", "2").Output;
        Assert.Contains("share of them found again in few.safetensors", said, StringComparison.Ordinal);
        Assert.Matches(@"the most alike \(m\.safetensors, seed2\.safetensors\):\n(  unit \d and unit \d: decoder rows -?[01]\.\d\d, encoder rows -?[01]\.\d\d\n){2}$", said);
        Assert.Matches(@"; found again in \d+ % of the others", Run("units", "m.safetensors", "rows.npy", "--with", "few.safetensors").Output);
    }

    [Theory]
    [InlineData(2, "units m.safetensors", "DATA is missing", "sae units MODEL DATA")]
    [InlineData(2, "units m.safetensors rows.npy --top 0", "--top", "at least 1")]
    [InlineData(2, "units m.safetensors rows.npy --sort size", "--sort: 'size' is not one of its words. Give unit or active or strength or words or label.")]
    [InlineData(2, "units m.safetensors rows.npy --sort label", "--sort: it asks for label, and there are no labels. Give them with --labels.")]
    [InlineData(2, "units m.safetensors rows.npy --labels beside.csv:kind --sort words", "--sort: it asks for words, and there are no captions. Give them with --captions.")]
    [InlineData(2, "units m.safetensors rows.npy --label horse", "--label: there are no labels. Give them with --labels.")]
    [InlineData(2, "units m.safetensors rows.npy --labels beside.csv:size --label 3.5", "--label: the labels are numbers, of which no unit tells one. Leave it out, or sort the units with --sort label.")]
    [InlineData(2, "units m.safetensors rows.npy --word horse", "--word: there are no captions. Give them with --captions.")]
    [InlineData(2, "units m.safetensors rows.npy --output a.txt", "--output", "'a.txt' ends in none of .csv, .json, .parquet")]
    [InlineData(2, "units m.safetensors rows.npy --captions captions.txt --output captions.txt", "--output", "ends in none")]
    [InlineData(2, "units m.safetensors rows.npy --labels beside.csv:kind --output beside.csv", "--output", "beside.csv is also read")]
    [InlineData(2, "units m.safetensors rows.npy --with , --output a.csv", "--with", "missing")]
    [InlineData(2, "units m.safetensors rows.npy --with other.safetensors", "other.safetensors: it has 6 inputs and 6 outputs, and m.safetensors 8 and 8. Give models of the same rows.")]
    [InlineData(1, "units m.safetensors rows.npy --with gone.safetensors", "gone.safetensors")]
    [InlineData(1, "units m.safetensors rows.npy --captions gone.txt", "--captions")]
    [InlineData(1, "units m.safetensors rows.npy --output nowhere/a.csv", "nowhere")]
    [InlineData(1, "units m.safetensors other.npy", "other.npy")]
    [InlineData(2, "similar m.safetensors rows.npy", "--row: neither it nor --unit is given. Give one of the two.")]
    [InlineData(2, "similar m.safetensors rows.npy --row 1 --unit 1", "--row: --unit is given, too. Give one of the two.")]
    [InlineData(2, "similar m.safetensors rows.npy --row 120", "--row: there are 120 rows, counted from 0, and 120 is asked for. Give a smaller number.")]
    [InlineData(2, "similar m.safetensors rows.npy --rows 5 --row 5", "--row: there are 5 rows")]
    [InlineData(2, "similar m.safetensors rows.npy --unit 8", "--unit: there are 8 units, counted from 0, and 8 is asked for. Give a smaller number.")]
    [InlineData(2, "similar m.safetensors rows.npy --row -1", "--row", "'-1'", "from 0")]
    [InlineData(2, "similar m.safetensors rows.npy --row x", "--row: 'x' is not allowed. Give a whole number, from 0.")]
    [InlineData(2, "similar m.safetensors --row 1", "DATA is missing")]
    [InlineData(2, "compare m.safetensors", "B is missing", "sae compare A B [DATA]")]
    [InlineData(2, "compare", "A is missing")]
    [InlineData(2, "compare m.safetensors seed2.safetensors --rows 5", "--rows", "no DATA is given")]
    [InlineData(2, "compare m.safetensors other.safetensors", "other.safetensors: it has 6 inputs and 6 outputs, and m.safetensors 8 and 8. Give models of the same rows.")]
    [InlineData(2, "compare m.safetensors seed2.safetensors --output seed2.safetensors", "--output", "ends in none")]
    [InlineData(2, "compare m.safetensors seed2.safetensors rows.npy --output a.npy", "--output", "ends in none")]
    [InlineData(1, "compare m.safetensors gone.safetensors", "gone.safetensors")]
    [InlineData(1, "compare m.safetensors seed2.safetensors other.npy", "other.npy")]
    public void Wrong_use_is_one_line_and_writes_nothing(int exitCode, string words, params string[] named)
    {
        var before = trained.Folder.Names;
        Tool.Run(trained.Folder.Path, words.Split(' ')).IsRefused(exitCode, named);
        Assert.Equal(before, trained.Folder.Names);
    }

    private Tool.Result Run(params string[] words) => Tool.Run(trained.Folder.Path, words).Ok();

    private static string Caption(int row) => $"{Kinds[row % 4]}, \"no {row}\"";

    private static string Size(int row) => (row % 7 + (row % 4 == 2 ? 10.5 : 0.5)).ToString(CultureInfo.InvariantCulture);
}
