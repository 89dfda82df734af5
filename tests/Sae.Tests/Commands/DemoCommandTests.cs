using StbImageSharp;

namespace Sae.Tests.Commands;

/// <summary>The whole main job, end to end, as a newcomer runs it.</summary>
public sealed class DemoCommandTests : IDisposable
{
    private static readonly string[] Pictures = ["activations.png", "filters.png", "mean-activations.png", "penalty.png", "reconstructions.png", "training.png"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Demo_learns_holds_the_constraint_and_draws()
    {
        var result = Tool.Run(_folder.Path, "demo").Ok();
        Assert.Equal(["sae-demo"], _folder.Names);
        Assert.Equal([.. Pictures, "model.safetensors"], Directory.GetFiles(_folder["sae-demo"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).OrderBy(name => name == "model.safetensors"));
        Assert.All(Pictures, name => Assert.True(ImageResult.FromMemory(File.ReadAllBytes(_folder["sae-demo/" + name]), ColorComponents.Grey).Data.Distinct().Count() > 2));
        Assert.All(Pictures, name => Assert.Matches($"(?m)^  {name} +[a-z]", result.Output));
        Assert.Matches(@"(?m)^ +before +penalty +held$", result.Output);
        Assert.Matches("(?m)^ρ held: all 196 units ", result.Output);

        var judged = Tool.Run(_folder.Path, "evaluate", "sae-demo/model.safetensors", Tool.Images, "--json").Ok().Json;
        Assert.Equal((10000, 196, 0.05, 0), ((int)judged["rows"]!, (int)judged["hidden_units"]!, (double)judged["rho"]!, (int)judged["dead_units"]!));
        Assert.InRange((double)judged["rho_deviation_max"]!, 0, 1e-4);
        Assert.InRange((double)judged["explained_variance"]!, 0.8, 1);
    }

    [Fact]
    public void Demo_tells_figures_before_and_after_to_programs()
    {
        var json = Tool.Run(_folder.Path, "demo", "--epochs", "1", "--output", "here", "--json").Ok().Json;
        Assert.True((double)json["rho_deviation_max"]! <= 1e-4 && (double)json["penalty_rho_deviation_max"]! > 1e-2);
        Assert.True((double)json["loss_total"]! < (double)json["before_loss_total"]!);
        Assert.Equal(("here", 1), ((string)json["output"]!, (int)json["epochs"]!));
        Assert.Equal(["here"], _folder.Names);
    }

    [Fact]
    public void Demo_runs_on_rows_that_are_no_images()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(80, 7)));
        Tool.Run(_folder.Path, "demo", "--data", "data.npy", "--epochs", "2").Ok();
        Assert.Equal(7, Directory.GetFiles(_folder["sae-demo"]).Length);
    }
}
