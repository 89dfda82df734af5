using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using SparseAutoencoders.Onnx;

namespace SparseAutoencoders.Interop.Tests.Onnx;

/// <summary>Graphs of mechanisms by which few codes are not 0.</summary>
public sealed class FewCodesGraphTests
{
    private const int Units = 48, L0 = 6;

    private static readonly IRows Images = SampleImages.First(120);

    /// <summary>Mechanism and precision; the decoder's biases are taken off rows, or not.</summary>
    public static TheoryData<string, Precision, bool> Kinds()
    {
        var kinds = new TheoryData<string, Precision, bool>();
        foreach (var mechanism in Choices.BuiltIn.Sparsities.Where(choice => choice.Defaults.CodesAreSparse))
            foreach (var precision in Enum.GetValues<Precision>())
                foreach (var subtracts in (bool[])[true, false]) kinds.Add(mechanism.Name, precision, subtracts);
        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Graph_gives_the_models_codes_but_where_rounding_decides(string mechanism, Precision precision, bool subtracts)
    {
        var sparsity = (L0Options)Choices.BuiltIn.Sparsities.Single(choice => choice.Name == mechanism).Create() with { L0 = L0, SubtractDecoderBias = subtracts };
        var model = Learn(sparsity, precision);
        if (precision == Precision.Single) Compare<float>(model);
        else Compare<double>(model);
    }

    [Fact]
    public void Of_equal_pre_codes_the_graph_takes_the_lower_units_as_the_model_does()
    {
        using var folder = new TestFolder();
        Learn(new TopKOptions { L0 = L0 }, Precision.Single).Save(folder["m.safetensors"]);
        MakeUnitsEqual(folder["m.safetensors"]);
        var model = SparseAutoencoder.Load(folder["m.safetensors"]);
        using var session = Session(model);
        var rows = Images.ToMatrix<float>();
        var (ours, theirs) = (model.Encode(Images).ToMatrix<float>(), session.Run("codes", rows));
        var active = 0;
        for (var r = 0; r < rows.Rows; r++)
        {
            var expected = Enumerable.Range(0, Units).Where(l => ours[r, l] > 0).ToArray();
            Assert.True(expected.Length == 0 || expected.SequenceEqual(Enumerable.Range(0, L0)));
            Assert.Equal(expected, Enumerable.Range(0, Units).Where(l => theirs[(r * Units) + l] > 0));
            active += expected.Length;
        }
        Assert.True(active > 0);
    }

    [Fact]
    public void Missing_values_that_the_model_does_not_fill_come_out_as_such()
    {
        foreach (var mechanism in (L0Options[])[new TopKOptions { L0 = L0 }, new BatchTopKOptions { L0 = L0 }, new GatedOptions { L0 = L0 }])
        {
            using var session = Session(Learn(mechanism, Precision.Single));
            var rows = Images.Slice(0, 2).ToMatrix<float>();
            rows[1, 300] = float.NaN;
            var codes = session.Run("codes", rows);
            Assert.All(codes[..Units], code => Assert.False(float.IsNaN(code)));
            Assert.Contains(codes[Units..], float.IsNaN);
        }
    }

    [Fact]
    public void Texts_say_that_most_codes_are_0()
    {
        using var stream = new MemoryStream();
        OnnxModel.Write(Learn(new TopKOptions { L0 = L0 }, Precision.Single), stream);
        Assert.True(stream.ToArray().AsSpan().IndexOf("Activations of the 48 hidden units, most of them 0."u8) > 0);
    }

    // Sums of 784 products in single precision depend on their order: so much, relative to the largest pre-code. A unit as near as that to where it becomes active may be active on one side alone.
    private static void Compare<T>(SparseAutoencoder model) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var session = Session(model);
        var near = typeof(T) == typeof(double) ? 1e-12 : 4 * Math.Sqrt(model.Inputs) * (1.0 / (1 << 23));
        var rows = Images.ToMatrix<T>();
        var (ours, theirs) = (model.Encode(Images).ToMatrix<T>(), session.Run("codes", rows));
        var (reconstruction, theirReconstruction) = (model.Reconstruct(Images).ToMatrix<T>(), session.Run("reconstruction", rows));
        var (score, theirError) = (model.Score(Images).ToMatrix<T>(), session.Run("error", rows));
        var (rowsOfOtherUnits, active) = (0, 0);
        for (var r = 0; r < rows.Rows; r++)
        {
            var (distances, largest) = Distances(model, Images.Slice(r, 1).ToMatrix<double>().Row(0));
            var sameUnits = true;
            for (var l = 0; l < Units; l++)
            {
                var (own, other) = (double.CreateChecked(ours[r, l]), double.CreateChecked(theirs[(r * Units) + l]));
                if (own > 0 == other > 0) Assert.Equal(own, other, near * largest);
                else Assert.InRange(distances[l], 0, near * largest);
                sameUnits &= own > 0 == other > 0;
                if (own > 0) active++;
            }
            if (!sameUnits) rowsOfOtherUnits++;
            for (var j = 0; sameUnits && j < model.Inputs; j++) Assert.Equal(double.CreateChecked(reconstruction[r, j]), double.CreateChecked(theirReconstruction[(r * model.Inputs) + j]), near * largest);
            if (sameUnits) Assert.Equal(double.CreateChecked(score[r, 0]), double.CreateChecked(theirError[r]), near * largest * Math.Max(1, largest));
        }
        Assert.InRange(rowsOfOtherUnits, 0, 4);
        Assert.InRange(active, rows.Rows, rows.Rows * Units / 2);
    }

    // How far each unit of a row is from where it becomes active, and the size of what is compared.
    private static (double[] Distances, double Largest) Distances(SparseAutoencoder model, Span<double> row)
    {
        var (weights, biases, shift, scale) = (model.EncoderWeights, model.EncoderBiases, model.Scaling!.Shift, model.Scaling.Scale);
        var takenOff = model.Options.Sparsity.TakesDecoderBiasOff ? model.DecoderBiases : new double[model.Inputs];
        for (var j = 0; j < row.Length; j++) row[j] = (row[j] - shift[j]) * scale[j] - takenOff[j];
        var products = new double[Units];
        for (var l = 0; l < Units; l++)
            for (var j = 0; j < model.Inputs; j++) products[l] += weights[l, j] * row[j];
        double[] preCodes = [.. products.Select((product, l) => product + biases[l])], distances;
        if (model.Options.Sparsity is GatedOptions)
        {
            var (gates, scales) = (model.Parameter(GatedOptions.GateBiases), model.Parameter(GatedOptions.GateScales));
            distances = [.. products.Select((product, l) => Math.Min(Math.Abs(product + gates[0, l]), Math.Abs(Math.Exp(scales[0, l]) * product + biases[l])))];
        }
        else if (model.Options.Sparsity is TopKOptions)
        {
            // Either side of the gap between those that are taken and those that are not.
            double[] ordered = [.. preCodes.OrderDescending()];
            distances = [.. preCodes.Select(z => Math.Min(Math.Abs(z), Math.Abs(z - (z >= ordered[L0 - 1] ? ordered[L0] : ordered[L0 - 1]))))];
        }
        else
        {
            var thresholds = model.Parameter(L0Options.Thresholds);
            distances = [.. preCodes.Select((z, l) => Math.Abs(z - Math.Max(0, thresholds[0, l])))];
        }
        return (distances, Math.Max(1, preCodes.Max(Math.Abs)));
    }

    // All units as unit 0: their pre-codes are then the same to the last bit.
    private static void MakeUnitsEqual(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        foreach (var tensor in (string[])["encoder.weight", "encoder.bias"])
        {
            var offsets = header.RootElement.GetProperty(tensor).GetProperty("data_offsets");
            var numbers = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + length)[offsets[0].GetInt32()..offsets[1].GetInt32()]);
            var width = numbers.Length / Units;
            for (var l = 1; l < Units; l++) numbers[..width].CopyTo(numbers[(l * width)..]);
        }
        File.WriteAllBytes(path, bytes);
    }

    private static SparseAutoencoder Learn(L0Options sparsity, Precision precision)
    {
        var options = TrainingOptions.For(sparsity, Units) with { Precision = precision };
        return SparseAutoencoder.Train(Images, options with { Optimizer = (AdamOptions)options.Optimizer with { Epochs = 4, Batch = 20 } }, cancellation: TestContext.Current.CancellationToken);
    }

    private static OnnxSession Session(SparseAutoencoder model)
    {
        using var stream = new MemoryStream();
        OnnxModel.Write(model, stream, OnnxOutputs.Codes | OnnxOutputs.Reconstruction | OnnxOutputs.Error);
        return new OnnxSession(stream.ToArray());
    }
}
