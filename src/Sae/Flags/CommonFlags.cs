using System.CommandLine;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>Flags and arguments that several commands have.</summary>
internal static class CommonFlags
{
    /// <summary>Report as JSON.</summary>
    public static Switch Json() => new("Output", "--json", "the last line of standard output is one JSON object");

    /// <summary>A file to write.</summary>
    public static Flag<string> Output(string value, string summary, bool demanded = true) =>
        new("Output", "--output", value, summary, FlagText.Path) { Demanded = demanded };

    /// <summary>A model file to read.</summary>
    public static Argument<string> Model() => new("MODEL")
    {
        Description = "model file, as written by sae train, or a file or folder of another tool",
        Arity = ArgumentArity.ZeroOrOne,                // a missing one is worded by UseFaults
    };

    /// <summary>A model file or the folder of a run.</summary>
    public static Argument<string> RunOrModel() => new("MODEL")
    {
        Description = "model file, or the folder of a run (--run-dir), or another tool's",
        Arity = ArgumentArity.ZeroOrOne,                // a missing one is worded by UseFaults
    };

    /// <summary>How a row is drawn.</summary>
    public static Flag<ImageShape> Image() => new("Data", "--image", "HxW", "how a row is drawn", FlagText.Image) { Default = "as the model says" };

    /// <summary>How a model's rows are drawn: as <see cref="Image"/> says, else as the model does.</summary>
    /// <exception cref="WrongUse">The model has another number of inputs.</exception>
    public static ImageShape? ShapeOf(Flag<ImageShape> image, ParseResult parse, SparseAutoencoder model)
    {
        if (!image.IsGiven(parse)) return model.Image;
        var given = image.Read(parse);
        return given.Size == model.Inputs ? given
            : throw new WrongUse("--image", $"{given} is {given.Size} pixels, the model has {model.Inputs} inputs", "Give a height and width whose product they are");
    }

    /// <summary>Another model or run to be shown beside the first.</summary>
    public static Flag<string> Compare() => new("Data", "--compare", "OTHER", "a model file or run's folder to show beside it, on the same rows", FlagText.Path) { Default = "none" };
}
