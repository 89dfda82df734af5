using System.Globalization;
using StbImageSharp;

namespace Sae.Tests.Commands;

/// <summary>features and penalty: pictures are read back by somebody else's decoder.</summary>
public sealed class PictureCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Features_of_images_are_a_picture()
    {
        Tool.Run(_folder.Path, "train", Tool.Images, "--rows", "300", "--hidden", "9", "--epochs", "1", "--output", "m.safetensors").Ok();
        Tool.Run(_folder.Path, "features", "m.safetensors", "--output", "f.png").Ok();
        IsDrawn("f.png");
    }

    [Fact]
    public void Features_draw_the_encoder_unless_other_weights_are_asked_for()
    {
        Tool.Run(_folder.Path, "train", Tool.Images, "--rows", "300", "--hidden", "9", "--epochs", "1", "--output", "m.safetensors").Ok();
        foreach (var weights in (string[])["encoder", "decoder", "both"])
        {
            Tool.Run(_folder.Path, "features", "m.safetensors", "--weights", weights, "--output", $"{weights}.png").Ok();
            IsDrawn($"{weights}.png");
        }
        var json = Tool.Run(_folder.Path, "features", "m.safetensors", "--output", "f.png", "--json").Ok().Json;
        Assert.Equal(["hidden_units", "inputs", "output"], json.Select(pair => pair.Key));
        Assert.Equal(File.ReadAllBytes(_folder["encoder.png"]), File.ReadAllBytes(_folder["f.png"]));
        Assert.NotEqual(File.ReadAllBytes(_folder["decoder.png"]), File.ReadAllBytes(_folder["f.png"]));
        Tool.Run(_folder.Path, "features", "m.safetensors", "--weights", "all", "--output", "f.png").IsRefused(2, "--weights", "'all' is not one of its words", "Give encoder, decoder or both");
    }

    [Fact]
    public void Features_of_a_table_are_a_picture_and_can_be_drawn_in_another_shape()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(40, 6)));
        Tool.Run(_folder.Path, "train", "data.npy", "--hidden", "4", "--epochs", "1", "--output", "m.safetensors").Ok();
        Tool.Run(_folder.Path, "features", "m.safetensors", "--output", "f.png").Ok();
        IsDrawn("f.png");
        Tool.Run(_folder.Path, "features", "m.safetensors", "--image", "2x3", "--output", "f.png").Ok();
        IsDrawn("f.png");
        Tool.Run(_folder.Path, "features", "m.safetensors", "--image", "2x2", "--output", "f.png").IsRefused(2, "--image", "2x2", "6 inputs");
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(0.123456789)]
    [InlineData(0.0004)]
    public void Penalty_has_its_minimum_at_rho(double rho)
    {
        var text = rho.ToString("R", CultureInfo.InvariantCulture);
        var json = Tool.Run(_folder.Path, "penalty", "--rho", text, "--output", "p.png", "--json").Ok().Json;
        Assert.Equal(["rho", "minimum_at", "minimum", "output"], json.Select(pair => pair.Key));
        Assert.Equal((rho, rho, 0, "p.png"), ((double)json["rho"]!, (double)json["minimum_at"]!, (double)json["minimum"]!, (string)json["output"]!));
        IsDrawn("p.png");
        Assert.StartsWith($"minimum 0 at {text}\n", Tool.Run(_folder.Path, "penalty", "--rho", text).Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Penalty_as_numbers_is_the_formula()
    {
        Tool.Run(_folder.Path, "penalty", "--rho", "0.2", "--output", "p.csv").Ok();
        var lines = File.ReadAllLines(_folder["p.csv"])[1..].Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.True(lines.Count > 100);
        Assert.All(lines, line => Assert.Equal(0.2 * Math.Log(0.2 / line[0]) + 0.8 * Math.Log(0.8 / (1 - line[0])), line[1], 1e-9));   // the plain formula loses digits in 1 − ρ̂
        Assert.Equal(0.2, lines.MinBy(line => line[1])![0]);
    }

    [Fact]
    public void Penalty_as_svg_is_xml()
    {
        Tool.Run(_folder.Path, "penalty", "--rho", "0.2", "--output", "p.svg").Ok();
        Assert.Equal("svg", System.Xml.Linq.XDocument.Load(_folder["p.svg"]).Root!.Name.LocalName);
    }

    private void IsDrawn(string file)
    {
        var picture = ImageResult.FromMemory(File.ReadAllBytes(_folder[file]), ColorComponents.Grey);
        Assert.True(picture.Width >= 100 && picture.Height >= 50, $"{picture.Width} x {picture.Height}");
        Assert.True(picture.Data.Distinct().Count() > 2, "nothing is drawn");
    }
}
