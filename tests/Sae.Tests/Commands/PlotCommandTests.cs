using StbImageSharp;

namespace Sae.Tests.Commands;

/// <summary>plot: pictures are read back by somebody else's decoder.</summary>
public sealed class PlotCommandTests : IDisposable
{
    private static readonly string[] WithRows = ["reconstructions.png", "mean-activations.png", "activations.png"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_drawn_with_its_curves_and_on_its_own_rows()
    {
        Tool.Run(_folder.Path, "train", Tool.Images, "--rows", "300", "--hidden", "9", "--epochs", "2", "--run-dir", "run", "--output", "m.safetensors").Ok();
        var result = Tool.Run(_folder.Path, "plot", "run", "--output", "p").Ok();
        AreDrawn("p", ["filters.png", "penalty.png", "training.png", .. WithRows]);
        Assert.DoesNotContain("left out", result.Output, StringComparison.Ordinal);
        Assert.All(Names("p"), name => Assert.Matches($"(?m)^  {name} +[a-z]", result.Output));

        // A model file knows nothing of how it was trained.
        Tool.Run(_folder.Path, "plot", "m.safetensors", Tool.Images, "--rows", "300", "--output", "q").Ok();
        AreDrawn("q", ["filters.png", "penalty.png", .. WithRows]);
        Assert.All(Names("q"), name => Assert.Equal(File.ReadAllBytes(_folder["p/" + name]), File.ReadAllBytes(_folder["q/" + name])));
    }

    [Fact]
    public void Codes_that_are_mostly_0_have_densities_in_place_of_mean_activations_and_are_followed_by_their_number()
    {
        var trained = Tool.Run(_folder.Path, "train", Tool.Images, "--rows", "300", "--sparsity", "batch-topk", "--l0", "3", "--hidden", "16", "--epochs", "2", "--run-dir", "run", "--output", "m.safetensors").Ok();
        Assert.Matches(@"epoch 2/2  loss \S+  (auxiliary \S+  )?L0 \S+  (dead \d+  )?\S+ rows/s", trained.Error);
        Assert.DoesNotContain("mean activation", trained.Error, StringComparison.Ordinal);
        var result = Tool.Run(_folder.Path, "plot", "run", "--output", "p").Ok();
        AreDrawn("p", ["densities.png", "filters.png", "reconstructions.png", "training.png"]);
        Assert.DoesNotContain("left out", result.Output, StringComparison.Ordinal);
        Assert.All(Names("p"), name => Assert.Matches($"(?m)^  {name} +[a-z]", result.Output));
        var without = Tool.Run(_folder.Path, "plot", "m.safetensors", "--output", "q").Ok();
        Assert.Contains("left out: reconstructions.png, densities.png need DATA; training.png needs the folder of a run with figures", without.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_rows_what_needs_them_is_left_out_and_named_in_a_line()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(40, 6)));
        Tool.Run(_folder.Path, "train", "data.npy", "--hidden", "4", "--epochs", "1", "--output", "m.safetensors").Ok();
        var result = Tool.Run(_folder.Path, "plot", "m.safetensors", "--output", "p", "--json").Ok();
        Assert.Equal(["output", "files", "left_out"], result.Json.Select(pair => pair.Key));
        Assert.Equal(["p/filters.png", "p/penalty.png"], result.Json["files"]!.AsArray().Select(file => (string)file!));
        Assert.Equal([.. WithRows, "training.png"], result.Json["left_out"]!.AsArray().Select(file => (string)file!));
        Assert.Equal("left out: reconstructions.png, mean-activations.png, activations.png need DATA; training.png needs the folder of a run with figures\n", result.Error);
        AreDrawn("p", ["filters.png", "penalty.png"]);
    }

    [Theory]
    [InlineData("none", "")]
    [InlineData("standard", "--image 2x3")]
    [InlineData("zca", "")]
    public void Rows_of_a_table_are_drawn_as_charts_or_in_a_shape_that_is_asked_for(string scale, string image)
    {
        var table = Samples.Table(40, 6);
        for (var r = 0; r < 40; r++) table[r, 2] = r % 7 == 0 ? double.NaN : scale == "none" ? table[r, 2] : 1000 * table[r, 2];
        _folder.Write("data.npy", Samples.Npy(table));
        Tool.Run(_folder.Path, "train", "data.npy", "--hidden", "4", "--epochs", "1", "--scale", scale, "--decoder", "linear", "--impute", "mean", "--output", "m.safetensors").Ok();
        Tool.Run(_folder.Path, ["plot", "m.safetensors", "data.npy", "--output", "p", .. image.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Ok();
        AreDrawn("p", ["filters.png", "penalty.png", .. WithRows]);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_and_leaves_no_folder()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(40, 6)));
        _folder.Write("narrow.npy", Samples.Npy(Samples.Table(40, 5)));
        Tool.Run(_folder.Path, "train", "data.npy", "--hidden", "4", "--epochs", "1", "--output", "m.safetensors").Ok();
        Directory.CreateDirectory(_folder["empty"]);
        var before = _folder.Names;
        Tool.Run(_folder.Path, "plot", "missing.safetensors", "--output", "p").IsRefused(1, "missing.safetensors");
        Tool.Run(_folder.Path, "plot", "data.npy", "--output", "p").IsRefused(1, "data.npy");
        Tool.Run(_folder.Path, "plot", "empty", "--output", "p").IsRefused(1, "empty", "no model");
        Tool.Run(_folder.Path, "plot", "m.safetensors", "narrow.npy", "--output", "p").IsRefused(1, "narrow.npy", "5", "6");
        Tool.Run(_folder.Path, "plot", "m.safetensors", "--image", "2x2", "--output", "p").IsRefused(2, "--image", "2x2", "6 inputs");
        Tool.Run(_folder.Path, "plot", "m.safetensors", "--output", "data.npy").IsRefused(1, "data.npy", "folder");
        Tool.Run(_folder.Path, "plot", "m.safetensors", "--output", "no/where/p").IsRefused(1, "no/where");
        Assert.Equal(before, _folder.Names);
    }

    private string[] Names(string folder) => [.. Directory.GetFiles(_folder[folder]).Select(file => Path.GetFileName(file))];

    private void AreDrawn(string folder, string[] names)
    {
        Assert.Equal(names.Order(StringComparer.Ordinal), Names(folder).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(ImageResult.FromMemory(File.ReadAllBytes(_folder[$"{folder}/{name}"]), ColorComponents.Grey).Data.Distinct().Count() > 2, name));
    }
}
