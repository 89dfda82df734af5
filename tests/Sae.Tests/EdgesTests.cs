using Edges;
using SparseAutoencoders;

namespace Sae.Tests;

/// <summary>samples/edges, small.</summary>
public sealed class EdgesTests : IDisposable
{
    private static readonly ImageShape Patch = new(12, 12);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Patches_of_photographs_give_filters_that_are_localised_and_oriented_where_random_numbers_do_not()
    {
        var photographs = Path.Combine(Tool.Repository, "data", "photographs");
        Tool.Run(_folder.Path, "train", photographs, "--patches", "8x8", "--count", "20000", "--hidden", "64", "--batch", "64", "--scale", "zca", "--zca-epsilon", "0.1", "--decoder", "linear",
            "--rho", "0.02", "--hold-rho", "--weight-decay", "0.003", "--epochs", "30", "--output", "m.safetensors").Ok();
        var model = SparseAutoencoder.Load(_folder["m.safetensors"]);
        var learned = Enumerable.Range(0, model.HiddenUnits).Count(l => FilterShape.Of(model.EncoderWeights.Row(l), model.Image!.Value) is { IsLocalised: true, IsOriented: true });
        Assert.True(learned >= 20, $"{learned} of {model.HiddenUnits} units are localised and oriented.");

        var random = new RandomNumbers(1, 1);
        Assert.DoesNotContain(Enumerable.Range(0, 200), _ => Of((_, _) => random.NextDouble() - 0.5) is var noise && (noise.IsLocalised || noise.IsOriented));
    }

    [Fact]
    public void An_edge_in_one_place_is_localised_and_oriented() =>
        Assert.True(Of((y, x) => Math.Exp(-((y - 4) * (y - 4) + (x - 7) * (x - 7)) / 4.0) * Math.Sin(1.5 * (x - 7))) is { IsLocalised: true, IsOriented: true });

    [Fact]
    public void Stripes_over_the_whole_patch_are_oriented_alone() => Assert.True(Of((y, x) => Math.Sin(0.9 * (x + y))) is { IsLocalised: false, IsOriented: true });

    [Fact]
    public void A_round_spot_is_localised_alone() => Assert.True(Of((y, x) => Math.Exp(-((y - 6) * (y - 6) + (x - 6) * (x - 6)) / 4.0)) is { IsLocalised: true, IsOriented: false });

    [Fact]
    public void A_filter_of_zeros_is_neither() => Assert.Equal(default, Of((_, _) => 0));

    private static FilterShape Of(Func<int, int, double> weight) =>
        FilterShape.Of([.. Enumerable.Range(0, Patch.Size).Select(j => weight(j / Patch.Width, j % Patch.Width))], Patch);
}
