using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders.Plots;

namespace Sae.Commands;

/// <summary>sae features MODEL --output F.png: one tile per hidden unit.</summary>
internal static class FeaturesCommand
{
    public static Verb Create()
    {
        var model = CommonFlags.Model();
        var output = CommonFlags.Output("FILE", "the picture to write: .png");
        var image = CommonFlags.Image();
        var weights = new Flag<UnitWeights>("Output", "--weights", "WORD", "which of a unit's weights are drawn", Word)
        {
            Default = "encoder",
            Details = ["encoder: what it looks for", "decoder: what it writes; tells more of what it stands for, unless the model is tied", "both: what it writes, and beside it what it looks for"],
        };
        var json = CommonFlags.Json();
        var verb = new Verb("features", "draw what each hidden unit looks for, or what it writes")
        {
            Remarks = "One tile per unit: the input of length one that excites it most, W_e[l]/‖W_e[l]‖, orange where positive, blue where negative, white at 0, as on the pages of sae serve. Rows that are no images become a heat map. "
                + "With --weights decoder it is what the unit adds to the output, W_d[l].",
            Examples =
            [
                ("", "sae features model.safetensors --output filters.png"),
                ("what units write beside what they look for:", "sae features model.safetensors --weights both --output units.png"),
                ("for a model whose data did not say that its rows are images:", "sae features model.safetensors --image 28x28 --output filters.png"),
            ],
            Run = (parse, session) =>
            {
                var (modelPath, path, drawn) = (parse.GetValue(model)!, output.Read(parse), weights.Read(parse));
                Destination.CheckFile("--output", path, [".png"], modelPath);
                var loaded = session.Load(modelPath);
                PictureFile.Write(path, FilterGrid.Draw(loaded, drawn, CommonFlags.ShapeOf(image, parse, loaded)));
                if (json.IsGiven(parse)) new Report().Add("hidden_units", loaded.HiddenUnits).Add("inputs", loaded.Inputs).Add("output", path).Write(session.Out, json: true);
                else session.Out.WriteLine($"{loaded.HiddenUnits} units drawn in {path}");
                return 0;
            },
        };
        verb.Add(model);
        foreach (var option in (IEnumerable<Option>)[image, weights, output, json]) verb.Add(option);
        return verb;
    }

    private static UnitWeights Word(string name, string text) => text switch
    {
        "encoder" => UnitWeights.Encoder,
        "decoder" => UnitWeights.Decoder,
        "both" => UnitWeights.Both,
        _ => throw new WrongUse(name, $"'{text}' is not one of its words", "Give encoder, decoder or both"),
    };
}
