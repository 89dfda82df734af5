using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Plots;

namespace Sae.Commands;

/// <summary>sae features MODEL --output F.png: one tile per hidden unit.</summary>
internal static class FeaturesCommand
{
    public static Verb Create()
    {
        var model = CommonFlags.Model();
        var output = CommonFlags.Output("FILE", "the picture to write: .png");
        var image = new Flag<ImageShape>("Data", "--image", "HxW", "how a row is drawn", FlagText.Image) { Default = "as the model says" };
        var json = CommonFlags.Json();
        var verb = new Verb("features", "draw what each hidden unit looks for")
        {
            Remarks = "One tile per unit: the input of length one that excites it most, W_e[l]/‖W_e[l]‖, orange where positive, blue where negative, white at 0, as on the pages of sae serve. Rows that are no images become a heat map.",
            Examples =
            [
                ("", "sae features model.safetensors --output filters.png"),
                ("for a model whose data did not say that its rows are images:", "sae features model.safetensors --image 28x28 --output filters.png"),
            ],
            Run = (parse, session) =>
            {
                var (modelPath, path) = (parse.GetValue(model)!, output.Read(parse));
                var shape = image.IsGiven(parse) ? image.Read(parse) : (ImageShape?)null;
                Destination.CheckFile("--output", path, [".png"], modelPath);
                var loaded = session.Load(modelPath);
                if (shape is { } given && given.Size != loaded.Inputs)
                    throw new WrongUse("--image", $"{given} is {given.Size} pixels, the model has {loaded.Inputs} inputs", "Give a height and width whose product they are");
                PictureFile.Write(path, FilterGrid.Draw(loaded.EncoderWeights, shape ?? loaded.Image, loaded.InputNames));
                if (json.IsGiven(parse)) new Report().Add("hidden_units", loaded.HiddenUnits).Add("inputs", loaded.Inputs).Add("output", path).Write(session.Out, json: true);
                else session.Out.WriteLine($"{loaded.HiddenUnits} units drawn in {path}");
                return 0;
            },
        };
        verb.Add(model);
        foreach (var option in (IEnumerable<Option>)[image, output, json]) verb.Add(option);
        return verb;
    }
}
