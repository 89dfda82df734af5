namespace SparseAutoencoders;

/// <summary>How codes are made of pre-codes, as formats tell them apart.</summary>
internal enum Mechanism
{
    /// <summary>z where above a threshold and above 0: of each unit, of all, or 0.</summary>
    Threshold,

    /// <summary>The largest of a row.</summary>
    Largest,

    Gated,
}

internal static class MechanismWords
{
    public static string Word(this Mechanism mechanism) => mechanism switch { Mechanism.Largest => "the largest of each row", Mechanism.Gated => "gated", _ => "thresholds" };
}

/// <summary>A model's numbers in double precision, as they are written for other tools: they can be folded, and are otherwise as they were.</summary>
internal sealed record ModelParts
{
    public required Mechanism Mechanism { get; init; }

    public required int Inputs { get; init; }

    public required int HiddenUnits { get; init; }

    /// <summary>0 where rows themselves are rebuilt.</summary>
    public required int Targets { get; init; }

    public int Outputs => Targets > 0 ? Targets : Inputs;

    public required Matrix<double> EncoderWeights { get; init; }

    public required Matrix<double> EncoderBiases { get; init; }

    public required Matrix<double> DecoderWeights { get; init; }

    public required Matrix<double> DecoderBiases { get; init; }

    /// <summary>Of <see cref="Mechanism.Threshold"/>.</summary>
    public Matrix<double>? Thresholds { get; init; }

    public Matrix<double>? GateBiases { get; init; }

    public Matrix<double>? GateScales { get; init; }

    public Matrix<double>? Skip { get; init; }

    /// <summary>How many are the largest.</summary>
    public int? Active { get; init; }

    /// <summary>Active units a row asked for.</summary>
    public double? Asked { get; init; }

    public bool IsBatchTopK { get; init; }

    public bool NegativeCodes { get; init; }

    public Prefixes? Prefixes { get; init; }

    public RowScaling? RowScale { get; init; }

    /// <summary>The decoder's biases are taken off a row before it is encoded.</summary>
    public required bool SubtractsDecoderBias { get; init; }

    /// <summary>Scaling of the rows, and of what is rebuilt.</summary>
    public Normalizer? Input { get; init; }

    public Normalizer? Output { get; init; }

    /// <summary>Blocks whose numbers are no longer those of the model.</summary>
    public IReadOnlySet<string> Changed { get; init; } = new HashSet<string>();

    /// <exception cref="InvalidDataException">Codes or outputs are sigmoids, which no other tool has.</exception>
    public static ModelParts Of(string format, SparsityOptions options, Parameters<double> parameters, InputPreparation preparation)
    {
        if (options is not L0Options sparsity)
            throw new InvalidDataException($"{format}: cannot say codes that are sigmoids, in (0, 1), and neither can any other tool's format. Keep the model as it is.");
        if (preparation.Fill is not null) throw new InvalidDataException($"{format}: has no place for what stands for missing values (`Impute`). Keep the model as it is.");
        var mechanism = sparsity switch { TopKOptions => Mechanism.Largest, GatedOptions => Mechanism.Gated, _ => Mechanism.Threshold };
        if (mechanism == Mechanism.Threshold && parameters.Table.Blocks.All(block => block.Name != L0Options.Thresholds))
            throw new InvalidDataException($"{format}: cannot say this model's mechanism. Keep the model as it is.");
        return new()
        {
            Mechanism = mechanism,
            Inputs = parameters.Inputs,
            HiddenUnits = parameters.HiddenUnits,
            Targets = parameters.Table.Targets,
            EncoderWeights = parameters.EncoderWeights,
            EncoderBiases = parameters.EncoderBiasRow,
            DecoderWeights = parameters.DecoderWeights,
            DecoderBiases = parameters.DecoderBiasRow,
            Thresholds = mechanism == Mechanism.Threshold ? NotBelowZero(parameters[L0Options.Thresholds]) : null,
            GateBiases = mechanism == Mechanism.Gated ? parameters[GatedOptions.GateBiases] : null,
            GateScales = mechanism == Mechanism.Gated ? parameters[GatedOptions.GateScales] : null,
            Skip = sparsity.HasSkip ? parameters[ParameterTable.SkipWeights] : null,
            Active = sparsity is TopKOptions { L0: { } l0 } ? (int)l0 : null,
            Asked = sparsity.L0,
            IsBatchTopK = sparsity is BatchTopKOptions,
            NegativeCodes = sparsity is TopKOptions { NegativeCodes: true },
            Prefixes = sparsity.Prefixes,
            RowScale = sparsity.RowScale,
            SubtractsDecoderBias = sparsity.TakesDecoderBiasOff && parameters.Table.Targets == 0,
            Input = preparation.Normalizer,
            Output = preparation.Outputs.Normalizer,
        };

        // Below 0 they say what 0 says, and some tools would not.
        static Matrix<double> NotBelowZero(Matrix<double> thresholds)
        {
            if (!thresholds.All.ContainsAnyExceptInRange(0, double.MaxValue)) return thresholds;
            var raised = new Matrix<double>(1, thresholds.Columns);
            for (var l = 0; l < raised.Columns; l++) raised.All[l] = Math.Max(0, thresholds.All[l]);
            return raised;
        }
    }

    /// <summary>The same model of rows that are not scaled: scaling is taken into weights and biases.</summary>
    /// <remarks>x'' = ((x − shift) · scale) R: W_e becomes (W_e R) · scale, W_d (W_d R⁻¹) / scale, b_d b_d R⁻¹ / scale + shift; b_e loses W_e shift, unless b_d, which holds the shift then, is taken off first.</remarks>
    public ModelParts Folded()
    {
        if (Input is null && Output is null) return this;
        var (encoder, decoder) = (Copy(EncoderWeights), Copy(DecoderWeights));
        var (encoderBiases, decoderBiases) = (Copy(EncoderBiases), Copy(DecoderBiases));
        var changed = new HashSet<string>(Changed) { ParameterTable.EncoderWeights, ParameterTable.DecoderWeights, ParameterTable.DecoderBiases };
        if (Input is { } input)
        {
            if (input.Rotation is { } rotation) encoder = Multiplied(encoder, rotation);
            for (var l = 0; l < HiddenUnits; l++)
            {
                var row = encoder.Row(l);
                var shifted = 0.0;
                for (var j = 0; j < row.Length; j++)
                {
                    row[j] *= input.Scale[j];
                    shifted += row[j] * input.Shift[j];
                }
                if (SubtractsDecoderBias || shifted == 0) continue;
                changed.Add(Mechanism == Mechanism.Gated ? GatedOptions.GateBiases : ParameterTable.EncoderBiases);
                encoderBiases.All[l] -= shifted;
            }
        }
        if (Output is { } output)
        {
            if (output.Rotation is { } rotation)
            {
                var inverse = SymmetricRoots.Inverse(rotation, new ScalingWork(Workers.Shared));
                (decoder, decoderBiases) = (Multiplied(decoder, inverse), Multiplied(decoderBiases, inverse));
            }
            for (var l = 0; l < HiddenUnits; l++)
                for (var j = 0; j < Outputs; j++) decoder[l, j] /= output.Scale[j];
            for (var j = 0; j < Outputs; j++) decoderBiases.All[j] = decoderBiases.All[j] / output.Scale[j] + output.Shift[j];
        }
        var skip = Skip;
        if (skip is not null)
        {
            (skip, _) = (Copy(skip), changed.Add(ParameterTable.SkipWeights));
            for (var o = 0; o < Outputs; o++)
                for (var j = 0; j < Inputs; j++)
                {
                    skip[o, j] *= (Input?.Scale[j] ?? 1) / (Output?.Scale[o] ?? 1);
                    decoderBiases.All[o] -= skip[o, j] * (Input?.Shift[j] ?? 0);
                }
        }
        var folded = this with { EncoderWeights = encoder, DecoderWeights = decoder, EncoderBiases = encoderBiases, DecoderBiases = decoderBiases, Skip = skip, Changed = changed, Input = null, Output = null };
        return Mechanism == Mechanism.Gated && !SubtractsDecoderBias ? folded.WithGateShift(EncoderBiases, encoderBiases) : folded;
    }

    /// <summary>The same model, with the decoder's biases taken off first, or not.</summary>
    public ModelParts Subtracting(bool subtracts)
    {
        if (subtracts == SubtractsDecoderBias) return this;
        var biases = Copy(EncoderBiases);
        for (var l = 0; l < HiddenUnits; l++)
        {
            var sum = 0.0;
            for (var j = 0; j < Inputs; j++) sum += EncoderWeights[l, j] * DecoderBiases.All[j];
            biases.All[l] += subtracts ? sum : -sum;
        }
        var parts = this with { EncoderBiases = biases, SubtractsDecoderBias = subtracts, Changed = new HashSet<string>(Changed) { ParameterTable.EncoderBiases } };
        return Mechanism == Mechanism.Gated ? parts.WithGateShift(EncoderBiases, biases) : parts;
    }

    // What u = W_e x gains stands in both biases: as it is in the gate's, e^r times as much in the magnitude's.
    private ModelParts WithGateShift(Matrix<double> before, Matrix<double> after)
    {
        var (gates, magnitudes) = (Copy(GateBiases!), Copy(before));
        for (var l = 0; l < HiddenUnits; l++)
        {
            var shift = after.All[l] - before.All[l];
            gates.All[l] += shift;
            magnitudes.All[l] += Math.Exp(GateScales!.All[l]) * shift;
        }
        return this with { GateBiases = gates, EncoderBiases = magnitudes, Changed = new HashSet<string>(Changed) { GatedOptions.GateBiases, ParameterTable.EncoderBiases } };
    }

    private static Matrix<double> Copy(Matrix<double> matrix)
    {
        var copy = new Matrix<double>(matrix.Rows, matrix.Columns);
        matrix.All.CopyTo(copy.All);
        return copy;
    }

    private static Matrix<double> Multiplied(Matrix<double> a, Matrix<double> b)
    {
        var product = new Matrix<double>(a.Rows, b.Columns);
        MatrixProduct.Multiply(a, b, product, Workers.Shared);
        return product;
    }
}

internal static class Turning
{
    /// <summary>Columns as rows.</summary>
    public static Matrix<double> Transposed(this Matrix<double> matrix)
    {
        var turned = new Matrix<double>(matrix.Columns, matrix.Rows);
        for (var r = 0; r < matrix.Rows; r++)
            for (var c = 0; c < matrix.Columns; c++) turned[c, r] = matrix[r, c];
        return turned;
    }
}
