using System.Text.Json.Nodes;

namespace Sae.Tests.Commands;

/// <summary>--target: models that rebuild other rows than they are given.</summary>
public sealed class TargetTests : IDisposable
{
    private static readonly string[] Options = ["--hidden", "5", "--epochs", "4", "--batch", "40", "--scale", "standard", "--decoder", "linear"];

    private readonly TemporaryFolder _folder = new();

    public TargetTests()
    {
        var (x, y) = (Samples.Table(200, 6), new double[200, 3]);
        for (var r = 0; r < 200; r++)
            for (var j = 0; j < 3; j++) y[r, j] = 100 + 30 * x[r, j] * x[r, j + 2];
        _folder.Write("x.csv", Samples.Csv(x, header: true));
        _folder.Write("y.csv", "mass,charge,spin\n" + Samples.Csv(y));
        _folder.Write("y.npy", Samples.Npy(y));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_transcoder_is_trained_judged_scored_and_used()
    {
        var trained = Train("y.csv").Json;
        Assert.Equal((180, 6), ((int)trained["rows"]!, (int)trained["inputs"]!));
        Assert.True((double)trained["validation_explained_variance"]! <= 1);
        var judged = Run("evaluate", "m.safetensors", "x.csv", "--target", "y.csv", "--json").Ok().Json;
        // Whatever the file calls its columns, and whatever kind of file it is.
        Assert.Equal((double)judged["loss_total"]!, (double)Run("evaluate", "m.safetensors", "x.csv", "--target", "y.npy", "--json").Ok().Json["loss_total"]!);
        var scored = Run("score", "m.safetensors", "x.csv", "--target", "y.csv", "--output", "s.csv", "--json").Ok().Json;
        Assert.Equal((double)judged["loss_reconstruction"]!, (double)scored["score_mean"]!, 1e-5);
        Assert.Equal("error,mass,charge,spin", File.ReadLines(_folder["s.csv"]).First());
        Assert.Contains("score; the outputs with the largest shares", Run("score", "m.safetensors", "x.csv", "--target", "y.csv").Ok().Output, StringComparison.Ordinal);

        // Codes and outputs need no targets.
        Run("reconstruct", "m.safetensors", "x.csv", "--output", "o.csv").Ok();
        Assert.Equal("mass,charge,spin", File.ReadLines(_folder["o.csv"]).First());
        Assert.All(File.ReadLines(_folder["o.csv"]).Skip(1).SelectMany(line => line.Split(',')), number => Assert.InRange(double.Parse(number, System.Globalization.CultureInfo.InvariantCulture), 80, 150));
        Assert.Equal(5, (int)Run("encode", "m.safetensors", "x.csv", "--output", "c.npy", "--json").Ok().Json["columns"]!);
        var seen = Run("inspect", "m.safetensors", "--json").Ok().Json;
        Assert.Equal((6, 3), ((int)seen["inputs"]!, (int)seen["outputs"]!));
        Assert.Equal(["mass", "charge", "spin"], Texts(seen["output_names"]!));
        Assert.Contains("output.shift", seen["tensors"]!.AsArray().Select(tensor => (string)tensor!["name"]!));
    }

    [Fact]
    public void A_run_remembers_its_targets_and_ends_with_the_same_model()
    {
        Train("y.csv", "--run-dir", "run");
        var model = File.ReadAllBytes(_folder["m.safetensors"]);
        var options = JsonNode.Parse(File.ReadAllText(_folder["run/options.json"]))!;
        Assert.Equal(_folder["y.csv"], (string)options["target"]!);
        File.Delete(_folder["run/model.safetensors"]);
        Assert.Equal(0, Run("train", "--resume", "run").ExitCode);
        Assert.Equal(model, File.ReadAllBytes(_folder["m.safetensors"]));

        // The place of both may be given anew, but not other targets.
        File.Delete(_folder["run/model.safetensors"]);
        File.Move(_folder["y.csv"], _folder["moved.csv"]);
        Run("train", "--resume", "run").IsRefused(1, "y.csv");
        Run("train", "--resume", "run", "--target", "x.csv").IsRefused(2, "the rows are not those the run was begun with");
        Run("train", "--resume", "run", "--target", "moved.csv").Ok();
        Assert.Equal(model, File.ReadAllBytes(_folder["m.safetensors"]));
    }

    [Fact]
    public void A_sweep_trains_on_targets_and_tells_which_run_they_do_not_go_with()
    {
        var result = Run(["sweep", "x.csv", "--target", "y.csv", .. Options[2..], "--hidden", "3", "--tied", "off,on", "--output", "s"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("tied=true: failed: tied: targets are rebuilt (--target)", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, (int)Run("inspect", "s/tied=false/model.safetensors", "--json").Ok().Json["outputs"]!);
    }

    [Fact]
    public void What_is_not_to_be_had_of_a_transcoder_is_said_in_a_line()
    {
        Train("y.csv", "--run-dir", "run");
        var plotted = Run("plot", "run", "--output", "p").Ok();
        Assert.Equal(["activations.png", "mean-activations.png", "penalty.png", "training.png"], Directory.GetFiles(_folder["p"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Contains("left out: filters.png, reconstructions.png need a model that rebuilds rows themselves, not targets", plotted.Output, StringComparison.Ordinal);
        Run("plot", "m.safetensors", "x.csv", "--target", "y.csv", "--output", "q").Ok();
        foreach (var weights in (string[])["encoder", "decoder"]) Run("features", "m.safetensors", "--weights", weights, "--output", "f.png").Ok();
        Run("features", "m.safetensors", "--weights", "both", "--output", "f.png").IsRefused(2, "what units write is not drawn beside what they look for");
        Run("report", "m.safetensors", "x.csv", "--output", "r.html").IsRefused(1, "rebuilds targets (--target)");
        Run("serve", "run").IsRefused(1, "rebuilds targets (--target)");
        Run("export", "m.safetensors", "--output", "m.onnx").Ok();
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_a_line()
    {
        Train("y.csv");
        _folder.Write("short.csv", string.Concat(File.ReadLines(_folder["y.csv"]).Take(101).Select(line => line + "\n")));
        _folder.Write("bad.csv", File.ReadAllText(_folder["y.csv"]).TrimEnd('\n') + "\n1,nan,3\n");
        string[] begin = ["train", "x.csv", .. Options, "--output", "n.safetensors"];
        Run([.. begin, "--target", "short.csv"]).IsRefused(1, "short.csv holds 100 rows, but x.csv has 200. Give as many");
        Run([.. begin, "--target", "bad.csv"]).IsRefused(1, "bad.csv holds 201 rows");
        _folder.Write("longer.csv", File.ReadAllText(_folder["x.csv"]) + "1,2,3,4,5,6\n");
        Run(["train", "longer.csv", .. Options, "--output", "n.safetensors", "--target", "bad.csv"]).IsRefused(1, "bad.csv, row 201, column 2 (charge), counted from 1: NaN");
        Run([.. begin, "--target", "none.csv"]).IsRefused(1, "none.csv: there is no such file");
        Run([.. begin, "--target"]).IsRefused(2, "--target: its value is missing");
        Run([.. begin, "--target", "y.csv", "--tied"]).IsRefused(2, "Leave --tied out");
        Run("train", "x.csv", "--target", "y.csv", "--scale", "zca", "--decoder", "linear", "--output", "n.safetensors").IsRefused(2, "Take --scale standard");
        Run(["train", "x.csv", .. Options, "--target", "y.csv", "--output", "y.csv"]).IsRefused(2, "is also read");
        Run("evaluate", "m.safetensors", "x.csv").IsRefused(1, "have no targets", "(--target)");
        Run("score", "m.safetensors", "x.csv").IsRefused(1, "have no targets", "(--target)");
        Run("evaluate", "m.safetensors", "x.csv", "--target", "x.csv").IsRefused(1, "x.csv: holds no column 'mass'");
        _folder.Write("wide.npy", Samples.Npy(Samples.Table(200, 4)));
        Run("evaluate", "m.safetensors", "x.csv", "--target", "wide.npy").IsRefused(1, "its targets hold 4 numbers, the model rebuilds targets of 3");
        Run(["train", "x.csv", .. Options, "--output", "plain.safetensors"]).Ok();
        Run("evaluate", "plain.safetensors", "x.csv", "--target", "y.csv").IsRefused(2, "--target: the model rebuilds its rows themselves");
        Run("encode", "m.safetensors", "x.csv", "--target", "y.csv", "--output", "c.npy").IsRefused(2, "there is no flag --target");
        Assert.False(File.Exists(_folder["n.safetensors"]));
    }

    [Fact]
    public void Rows_and_reading_options_count_for_both_but_columns_for_the_inputs_alone()
    {
        var json = Train("y.csv", "--rows", "100", "--columns", "x1,x3", "--header").Json;
        Assert.Equal((90, 2), ((int)json["rows"]!, (int)json["inputs"]!));
        var seen = Run("inspect", "m.safetensors", "--json").Ok().Json;
        Assert.Equal(["x1", "x3"], Texts(seen["input_names"]!));
        Assert.Equal(3, (int)seen["outputs"]!);
        // A file that names its columns gives the model's own, in its order.
        var lines = File.ReadLines(_folder["y.csv"]).Select(line => line.Split(',')).Select((cells, i) => $"{cells[2]},{(i == 0 ? "other" : "7")},{cells[1]},{cells[0]}\n");
        _folder.Write("other.csv", string.Concat(lines));
        double Loss(string target) => (double)Run("evaluate", "m.safetensors", "x.csv", "--target", target, "--json").Ok().Json["loss_total"]!;
        Assert.Equal(Loss("y.csv"), Loss("other.csv"));
    }

    private static string[] Texts(JsonNode list) => [.. list.AsArray().Select(text => (string)text!)];

    private Tool.Result Train(string target, params string[] more) =>
        Run(["train", "x.csv", "--target", target, .. Options, "--validation", "0.1", "--output", "m.safetensors", "--json", .. more]).Ok();

    private Tool.Result Run(params IEnumerable<string> words) => Tool.Run(_folder.Path, words);
}
